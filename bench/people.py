"""Who asks during a measurement: people of the demo province, each with a session of their own."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask, session
from flask_login import login_user

from hospice.access.permissions import Role
from hospice.accounts.models import Grant, User
from hospice.core.dated import known
from hospice.core.db import db
from hospice.facilities.models import Institution, InstitutionRecord
from hospice.regions.models import Region
from hospice.web.forms import Action


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in session: its cookie and the guard of its posts."""

    cookie: str
    guard: str
    county_path: str

    @property
    def headers(self) -> dict[str, str]:
        """What the browser sends along."""
        return {"Cookie": f"hospice={self.cookie}"}


def somebody(app: Flask, role: Role) -> Person:
    """The first open account with this role, signed in."""
    with app.app_context():
        wanted = (
            sa.select(User).join(Grant, Grant.user_id == User.id).where(Grant.role == role, User.closed_at.is_(None))
        )
        return signed_in(app, db.session.scalars(wanted.order_by(User.id).limit(1)).unique().one().id)


def signed_in(app: Flask, number: int) -> Person:
    """A session of this account, as the page of sign-in leaves it."""
    with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        user = db.session.get_one(User, number)
        session["csrf"] = "guard-of-the-measurement"
        guard = str(Action().csrf_token.current_token)
        login_user(user)
        kept = dict(session)
        region = user.grants[0].region
        cookie = app.session_interface.get_signing_serializer(app).dumps(kept)  # type: ignore[attr-defined]
        return Person(str(cookie), guard, region.path if region else "/")


def institutions_of(app: Flask, person: Person, most: int = 40) -> list[str]:
    """Keys of institutions in the county of somebody, of those that count."""
    with app.app_context():
        wanted = (
            sa.select(Institution.key)
            .join(InstitutionRecord, InstitutionRecord.institution_id == Institution.id)
            .join(Region, Region.id == InstitutionRecord.region_id)
            .where(Region.path.startswith(person.county_path), known(InstitutionRecord))
            .distinct()
            .limit(most)
        )
        return [str(key) for key in db.session.scalars(wanted)]
