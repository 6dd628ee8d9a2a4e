"""What all models share."""

import datetime
import decimal
from typing import Annotated

from sqlalchemy import DateTime, MetaData, Numeric, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Money = Annotated[decimal.Decimal, mapped_column(Numeric(10, 2))]


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime.datetime: DateTime(timezone=True)}


class Keyed:
    """A key that the database counts up."""

    id: Mapped[int] = mapped_column(primary_key=True)


class Dated:
    """Tables that say when a row came."""

    created_at: Mapped[datetime.datetime] = mapped_column(
        server_default=func.now(), comment="When the row was made"
    )
