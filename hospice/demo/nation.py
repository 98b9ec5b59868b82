"""Thirty provinces copied from Zhejiang's divisions under codes that no real division has: A0… to C9…."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.regions.models import Level, Population, Region

from .land import ZHEJIANG

PREFIXES = tuple(f"{letter}{digit}" for letter in "ABC" for digit in range(10))
_OF_A_REGION = tuple(
    column.key
    for column in sa.inspect(Region).column_attrs
    if column.key not in ("id", "code", "name", "path", "parent_id")
)
_OF_RESIDENTS = tuple(
    column.key for column in sa.inspect(Population).column_attrs if column.key not in ("id", "region_id")
)


def copy_divisions(session: Session, prefix: str) -> int:
    """Copy the divisions and their residents; give how many divisions there are. Names from county up say which copy."""
    last = session.scalar(sa.select(sa.func.max(Region.id))) or 0
    start = Region.code.startswith(ZHEJIANG, autoescape=True)
    found = session.scalars(sa.select(Region).where(start).order_by(sa.func.length(Region.path), Region.code)).all()
    numbers = {region.id: last + place for place, region in enumerate(found, 1)}
    session.execute(sa.insert(Region), [_copied(region, prefix, numbers) for region in found])
    residents = session.scalars(sa.select(Population).where(Population.region_id.in_(numbers)))
    session.execute(
        sa.insert(Population),
        [
            {"region_id": numbers[one.region_id], **{name: getattr(one, name) for name in _OF_RESIDENTS}}
            for one in residents
        ],
    )
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.setval(sa.func.pg_get_serial_sequence("region", "id"), last + len(found))))
    return len(found)


def _copied(region: Region, prefix: str, numbers: dict[int, int]) -> dict[str, Any]:
    told = region.level is not Level.TOWNSHIP
    return {
        **{name: getattr(region, name) for name in _OF_A_REGION},
        "id": numbers[region.id],
        "code": prefix + region.code[len(ZHEJIANG) :],
        "name": f"{region.name}（演示{prefix}）" if told else region.name,
        "path": region.path.replace(f"/{ZHEJIANG}", f"/{prefix}"),
        "parent_id": numbers[region.parent_id] if region.parent_id else None,
    }
