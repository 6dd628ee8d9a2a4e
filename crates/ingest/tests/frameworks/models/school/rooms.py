"""Another schema, and a class of a name that is used elsewhere, too."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.orm import Mapped, mapped_column

from . import people
from .base import Base
from .limits import NAME as LENGTH
from .limits import STATES


class Building(Base):
    __tablename__ = "buildings"
    __table_args__ = {"schema": "place"}

    code = sa.Column(sa.CHAR(4), primary_key=True)
    name = sa.Column(sa.Unicode(LENGTH), nullable=False, unique=True, doc="As on the door")
    opened = sa.Column("opened_on", sa.Date, server_default=sa.text("CURRENT_DATE"))
    tags = sa.Column(pg.ARRAY(sa.String(20)), server_default="{}")
    state = sa.Column(sa.Enum(*STATES, native_enum=False, create_constraint=True, name="state"))


class Room(Base):
    __tablename__ = "rooms"
    __table_args__ = (
        sa.PrimaryKeyConstraint("building", "number"),
        sa.ForeignKeyConstraint(["building"], ["place.buildings.code"]),
        {"schema": "place"},
    )

    building: Mapped[str] = mapped_column(sa.CHAR(4))
    number: Mapped[int]
    seats: Mapped[int] = mapped_column(sa.Integer, sa.Identity(start=10), nullable=False)
    keeper_id: Mapped[int | None] = mapped_column(sa.ForeignKey(people.Teacher.id))


class Course(Base):
    """Where a course takes place."""

    __tablename__ = "course_rooms"

    course_id = sa.Column(sa.Integer, sa.ForeignKey(people.Course.id), primary_key=True)
    building = sa.Column(sa.CHAR(4), nullable=False)
    number = sa.Column(sa.Integer, nullable=False)
    __table_args__ = (
        sa.ForeignKeyConstraint([building, number], [Room.building, Room.number]),
        sa.UniqueConstraint(course_id, building),
    )
