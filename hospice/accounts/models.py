"""Users, and grants: a role at a region or at an institution."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hospice.access.permissions import ROLES, Permission, Reach, Role
from hospice.access.scope import Scope
from hospice.core.clock import now, today
from hospice.core.db import Base, Created, PublicKey
from hospice.facilities.models import Institution
from hospice.regions.models import Region


class User(UserMixin, PublicKey, Created, Base):
    """Somebody who signs in. Nobody is deleted: an account is closed and keeps its history."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(sa.String(40), unique=True)  # 工号
    phone: Mapped[str | None] = mapped_column(sa.String(20), unique=True)
    name: Mapped[str] = mapped_column(sa.String(50))
    position: Mapped[str] = mapped_column(sa.String(50), default="")  # 医生, 护士长, 老龄健康处 …
    workplace: Mapped[str] = mapped_column(sa.String(100), default="")
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None]
    language: Mapped[str | None] = mapped_column(sa.String(20))
    signed_in_at: Mapped[datetime | None]
    session_no: Mapped[int] = mapped_column(default=0)  # raised to end every session of this account
    synthetic: Mapped[bool] = mapped_column(default=False)

    # Joined, so that an account comes with its grants and their regions in one statement.
    grants: Mapped[list[Grant]] = relationship(
        back_populates="user", foreign_keys="Grant.user_id", lazy="joined", order_by="Grant.id"
    )

    @property
    def is_active(self) -> bool:
        """Whether the account is open."""
        return self.closed_at is None

    def get_id(self) -> str:
        """What the session remembers: who, and in which generation of sessions."""
        return f"{self.id}:{self.session_no}"

    @property
    def live_grants(self) -> list[Grant]:
        """Grants in force today."""
        return [grant for grant in self.grants if grant.is_live(today())]

    @property
    def roles(self) -> frozenset[Role]:
        """All roles in force today."""
        return frozenset(grant.role for grant in self.live_grants)

    def scope(self, permission: Permission) -> Scope:
        """Where this person may do it: the union of what the grants give."""
        return scope_of(self.live_grants, permission)


class Grant(Created, Base):
    """A role that somebody has at a region or at an institution, from a day on, until a day."""

    __tablename__ = "role_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    role: Mapped[Role]
    region_id: Mapped[int | None] = mapped_column(sa.ForeignKey("region.id"))
    institution_id: Mapped[int | None] = mapped_column(sa.ForeignKey("institution.id"))
    valid_from: Mapped[date] = mapped_column(default=today)
    valid_to: Mapped[date | None]
    granted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(back_populates="grants", foreign_keys=[user_id])
    region: Mapped[Region | None] = relationship(lazy="joined")
    institution: Mapped[Institution | None] = relationship(lazy="select")

    __table_args__ = (
        sa.CheckConstraint("(region_id IS NULL) <> (institution_id IS NULL)", name="one_place"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="span_has_days"),
        sa.CheckConstraint("granted_by_id IS NULL OR granted_by_id <> user_id", name="not_to_oneself"),
    )

    def is_live(self, on: date) -> bool:
        """Whether the grant is in force on the day."""
        return self.ended_at is None and self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def scope_of(grants: Iterable[Any], permission: Permission) -> Scope:
    """Where grants in force let their holder do something."""
    paths, institutions, everywhere = set(), set(), False
    for grant in grants:
        reach = ROLES[grant.role].get(permission)
        everywhere = everywhere or reach is Reach.NETWORK
        if reach is Reach.OWN and grant.region is not None:
            paths.add(grant.region.path)
        if reach is Reach.OWN and grant.institution_id is not None:
            institutions.add(grant.institution_id)
    return Scope(frozenset(paths), frozenset(institutions), everywhere)


class SignInFailure(Base):
    """A failed sign-in, counted per account and per network address: whoever changes accounts is slowed down too.

    The account is kept as a keyed hash of what was typed, for known and unknown names alike: so both answer the same, and a
    password typed into the wrong box is not stored.
    """

    __tablename__ = "sign_in_failure"

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(sa.String(64))
    address: Mapped[str] = mapped_column(sa.String(45))
    at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (
        sa.Index("ix_sign_in_failure_account_at", "account", "at"),
        sa.Index("ix_sign_in_failure_address_at", "address", "at"),
    )
