"""Customers and the people who work for them."""

import enum
from typing import List, Optional

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base, Dated, Keyed


class Segment(enum.Enum):
    """How large a customer is."""

    SMALL = "small"
    MEDIUM = "medium"
    ENTERPRISE = "enterprise"


class Customer(Keyed, Dated, Base):
    """A company that buys from us."""

    __tablename__ = "customers"
    __table_args__ = (CheckConstraint("employees > 0", name="has_employees"),)

    company_name: Mapped[str] = mapped_column(String(120), unique=True)
    segment: Mapped[Segment]
    employees: Mapped[int] = mapped_column(comment="Number of people who work there")
    website: Mapped[Optional[str]] = mapped_column(String(200))
    street: Mapped[str] = mapped_column(String(120))
    city: Mapped[str] = mapped_column(String(80))
    postal_code: Mapped[str] = mapped_column(String(12))
    country_code: Mapped[str] = mapped_column(String(2), comment="ISO 3166-1, two letters")

    contacts: Mapped[List["Contact"]] = relationship(back_populates="customer")


class Contact(Keyed, Dated, Base):
    """A person at a customer. One of them is the one to call first."""

    __tablename__ = "contacts"
    __table_args__ = (
        UniqueConstraint("email"),
        Index(
            "one_primary_contact", "customer_id", unique=True, postgresql_where=text("is_primary")
        ),
    )

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))
    first_name: Mapped[str] = mapped_column(String(60))
    last_name: Mapped[str] = mapped_column(String(60))
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[Optional[str]] = mapped_column(String(32))
    job_title: Mapped[Optional[str]] = mapped_column(String(80))
    is_primary: Mapped[bool] = mapped_column(server_default=text("false"))

    customer: Mapped[Customer] = relationship(back_populates="contacts")
