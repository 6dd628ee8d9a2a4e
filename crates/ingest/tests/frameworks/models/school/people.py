"""Joined- and single-table inheritance."""

from __future__ import annotations

import datetime
from typing import List, Optional

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column as column, relationship

from .base import Base, Dated, Keyed, Level, LowerCase, Money, Named, Shift, ShortName
from .limits import CODE


class Person(Dated, Base):
    """Somebody who learns or teaches."""

    __tablename__ = "people"
    __table_args__ = (
        sa.UniqueConstraint("family_name", "born_on"),
        sa.CheckConstraint("born_on > DATE '1900-01-01'", name="born"),
        sa.Index("ix_people_email", sa.text("lower(email)"), unique=True),
        {"comment": "Everybody in the school"},
    )

    id: Mapped[int] = column(primary_key=True)
    kind: Mapped[str] = column(sa.String(20))
    given_name: Mapped[ShortName]
    family_name: Mapped[ShortName]
    email: Mapped[str | None] = column(LowerCase(120), comment="Lower case")
    born_on: Mapped[datetime.date]
    #: How the person is called by others
    nickname: Mapped[Optional[str]]

    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "person"}


class Student(Person):
    __tablename__ = "students"

    id: Mapped[int] = column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = column(sa.String(CODE), unique=True)
    tutor_id: Mapped[Optional[int]] = column(sa.ForeignKey("teachers.id", use_alter=True))
    courses: Mapped[List["Course"]] = relationship(secondary="enrolments", viewonly=True)

    __mapper_args__ = {"polymorphic_identity": "student"}


class Teacher(Person):
    __tablename__ = "teachers"

    id: Mapped[int] = column(sa.ForeignKey(Person.id), primary_key=True)
    salary: Mapped[Money]
    shift: Mapped[Shift]

    __mapper_args__ = {"polymorphic_identity": "teacher"}


class Visitor(Person):
    """No table of its own."""

    invited_by: Mapped[Optional[int]] = column(sa.ForeignKey("teachers.id"))
    badge: Mapped[Optional[str]] = column(sa.String(8))

    __mapper_args__ = {"polymorphic_identity": "visitor"}


class Course(Named, Keyed, Base):
    title: Mapped[ShortName]
    level: Mapped[Level]
    size: Mapped[int] = column(sa.SmallInteger, sa.CheckConstraint("size BETWEEN 1 AND 40", name="size"))
    state: Mapped[str] = column(sa.Enum("draft", "open", "closed", name="state"))
    info: Mapped[Optional[dict[str, object]]] = column(sa.JSON)
    teacher_id: Mapped[int] = column(sa.ForeignKey(Teacher.id, deferrable=True, initially="DEFERRED"))
    previous_id: Mapped[Optional[int]] = column(sa.ForeignKey("courses.id"))
    fee: Mapped[float] = column(sa.Float(53))
    label: Mapped[str] = column(sa.String(100), sa.Computed("title || 'x'", persisted=True))

    previous: Mapped[Optional[Course]] = relationship(remote_side="Course.id")

    __table_args__ = (
        sa.CheckConstraint(sa.and_(sa.column("fee") >= 0, sa.column("fee") < 10_000), name="fee"),
        sa.Index("one_open", "title", unique=True, postgresql_where=sa.text("state = 'open'")),
    )


enrolments = sa.Table(
    "enrolments",
    Base.metadata,
    sa.Column("student_id", sa.ForeignKey("students.id"), primary_key=True),
    sa.Column("course_id", sa.ForeignKey(Course.id), primary_key=True),
    sa.Column("mark", sa.Numeric(3, 1), nullable=True, comment="From 1 to 6"),
    sa.CheckConstraint("mark BETWEEN 1 AND 6", name="mark"),
    comment="Who takes which course",
)


class Mark(orm.MappedAsDataclass, Base):
    __tablename__ = "marks"

    student_id: Mapped[int] = column(primary_key=True)
    course_id: Mapped[int] = column(primary_key=True)
    position: Mapped[int] = column(primary_key=True, autoincrement=False)
    value: Mapped[Money] = column(default=0)
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["student_id", "course_id"], ["enrolments.student_id", "enrolments.course_id"]
        ),
    )
