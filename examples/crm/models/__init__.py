"""The models of a small CRM: who is sold what."""

from .base import Base
from .people import Contact, Customer
from .sales import Order, OrderItem, Product

__all__ = ["Base", "Contact", "Customer", "Order", "OrderItem", "Product"]
