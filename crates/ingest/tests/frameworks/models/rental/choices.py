from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    BOOKED = "B", _("Booked")
    OUT = "O", _("On the road")
    BACK = "R"


class Grade(models.IntegerChoices):
    SMALL = 1
    LARGE = 2, "Large"


FUELS = [("petrol", "Petrol"), ("other", [("gas", "Gas"), ("electric", "Electric")])]
