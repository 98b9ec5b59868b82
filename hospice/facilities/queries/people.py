"""Names of those who act. Accounts stand above this package, so the table is named as text and nothing else is read."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.permissions import ROLES, Permission
from hospice.core.clock import today
from hospice.core.types import UtcDateTime
from hospice.regions.models import Region

PEOPLE = sa.table(
    "user",
    sa.column("id", sa.Integer),
    sa.column("key", sa.Uuid),
    sa.column("name", sa.String),
    sa.column("workplace", sa.String),
    sa.column("closed_at", UtcDateTime),
)
GRANTS = sa.table(
    "role_grant",
    sa.column("user_id", sa.Integer),
    sa.column("role", sa.String),
    sa.column("region_id", sa.Integer),
    sa.column("valid_from", sa.Date),
    sa.column("valid_to", sa.Date),
    sa.column("ended_at", UtcDateTime),
)

_NAMES = sa.select(PEOPLE.c.id, PEOPLE.c.name).where(PEOPLE.c.id.in_(sa.bindparam("wanted", expanding=True)))


def names(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """The names of people by their id; one statement, none where nobody is asked for."""
    wanted = {number for number in ids if number is not None}
    if not wanted:
        return {}
    rows = session.execute(_NAMES, {"wanted": sorted(wanted)})
    return {row.id: row.name for row in rows}


def who_may(session: Session, permission: Permission, path: str) -> list[tuple[uuid.UUID, int, str]]:
    """(key, id, name and workplace) of everybody who may do it in the region with this path, by name."""
    roles = [role.value for role, may in ROLES.items() if permission in may]
    above = ["/" + "/".join(path.strip("/").split("/")[:depth]) + "/" for depth in range(1, path.count("/"))]
    live = sa.or_(GRANTS.c.valid_to.is_(None), GRANTS.c.valid_to > today())
    rows = session.execute(
        sa.select(PEOPLE.c.key, PEOPLE.c.id, PEOPLE.c.name, PEOPLE.c.workplace)
        .join(GRANTS, GRANTS.c.user_id == PEOPLE.c.id)
        .join(Region, Region.id == GRANTS.c.region_id)
        .where(Region.path.in_(above), GRANTS.c.role.in_(roles), GRANTS.c.ended_at.is_(None), live)
        .where(GRANTS.c.valid_from <= today(), PEOPLE.c.closed_at.is_(None))
        .order_by(PEOPLE.c.name, PEOPLE.c.id)
        .distinct()
    )
    return [(row.key, row.id, f"{row.name}　{row.workplace}" if row.workplace else row.name) for row in rows]
