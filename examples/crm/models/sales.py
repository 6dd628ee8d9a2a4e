"""Products and orders."""

import datetime
from typing import List, Optional

from sqlalchemy import CheckConstraint, Enum, ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base, Dated, Keyed, Money
from .people import Contact

SKU_LENGTH = 16


class Product(Keyed, Base):
    """Something we sell."""

    __tablename__ = "products"
    __table_args__ = (CheckConstraint("price > 0", name="price_is_positive"),)

    sku: Mapped[str] = mapped_column(String(SKU_LENGTH), unique=True, comment="Our article number")
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[Optional[str]] = mapped_column(Text)
    price: Mapped[Money]
    is_active: Mapped[bool] = mapped_column(default=True)


class Order(Keyed, Base):
    """An order of a customer, placed by one of its contacts."""

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint("total >= 0", name="total_is_not_negative"),
        CheckConstraint(
            "(status = 'shipped') = (shipped_at IS NOT NULL)", name="shipped_orders_have_a_date"
        ),
        CheckConstraint("shipped_at >= ordered_at", name="shipped_after_it_was_ordered"),
    )

    number: Mapped[str] = mapped_column(String(20), unique=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey(Contact.id))
    status: Mapped[str] = mapped_column(
        Enum("open", "shipped", "cancelled", name="order_status"), server_default="open"
    )
    ordered_at: Mapped[datetime.datetime]
    shipped_at: Mapped[Optional[datetime.datetime]]
    total: Mapped[Money] = mapped_column(comment="Sum of the items' line totals")

    items: Mapped[List["OrderItem"]] = relationship(back_populates="order")


class OrderItem(Base):
    """A line of an order."""

    __tablename__ = "order_items"
    __table_args__ = (
        CheckConstraint("quantity BETWEEN 1 AND 100", name="quantity_is_sensible"),
        ForeignKeyConstraint(["order_id"], ["orders.id"], ondelete="CASCADE"),
    )

    order_id: Mapped[int] = mapped_column(primary_key=True)
    line_no: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey(Product.id))
    quantity: Mapped[int]
    unit_price: Mapped[Money] = mapped_column(comment="The product's price")
    line_total: Mapped[Money] = mapped_column(comment="quantity * unit_price")

    order: Mapped[Order] = relationship(back_populates="items")
