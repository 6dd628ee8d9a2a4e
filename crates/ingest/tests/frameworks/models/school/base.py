"""The base, mixins and types of a school's models."""

import datetime as dt
import decimal
import enum
import re
import uuid
from typing import Annotated, Any, Literal, Optional

from sqlalchemy import JSON, BigInteger, DateTime, MetaData, Numeric, String, func
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from . import limits

Money = Annotated[decimal.Decimal, mapped_column(Numeric(12, 2))]
Key = Annotated[int, mapped_column(primary_key=True)]
ShortName = Annotated[str, limits.NAME]
Shift = Literal["early", "late"]


class Level(enum.Enum):
    BASIC = "basic"
    ADVANCED = "advanced"


class LowerCase(TypeDecorator):
    """Text without capitals."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value.lower() if value else value


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
    type_annotation_map = {
        dt.datetime: DateTime(timezone=True),
        dict[str, Any]: JSON,
        ShortName: String(limits.NAME),
    }


class Named:
    """Tables are called as their classes, in the plural."""

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower() + "s"


class Dated:
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[Optional[dt.datetime]] = mapped_column(onupdate=func.now())


class Keyed:
    id: Mapped[Key]
    public_id: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True)
    counter: Mapped[int] = mapped_column(BigInteger, default=0)
