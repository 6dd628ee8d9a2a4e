"""Models of SQLModel: annotations need no Mapped, and not every class is a table."""

import enum
import uuid
from datetime import datetime
from decimal import Decimal
from typing import Optional

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, Relationship, SQLModel


class Role(str, enum.Enum):
    MEMBER = "member"
    LEAD = "lead"


class TeamBase(SQLModel):
    name: str = Field(index=True, unique=True, max_length=40)
    headquarters: str


class Team(TeamBase, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")


class TeamCreate(TeamBase):
    secret: str


class Hero(SQLModel, table=True):
    __tablename__ = "heroes"
    __table_args__ = (UniqueConstraint("name", "team_id"),)

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    name: str = Field(description="Known to the public")
    age: int | None = Field(default=None, ge=16, le=120)
    role: Role = Role.MEMBER
    fee: Decimal = Field(default=0, max_digits=10, decimal_places=2)
    story: str = Field(sa_column=Column("long_story", Text, nullable=False))
    joined: datetime = Field(default_factory=datetime.utcnow, nullable=False)
    team_id: Optional[int] = Field(default=None, foreign_key="team.id")
    team: Optional[Team] = Relationship(back_populates="heroes")
