from .people import *
from .cars import *
