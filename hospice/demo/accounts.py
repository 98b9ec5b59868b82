"""The demo accounts as a table for a terminal: what is really in the database."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.permissions import AT_INSTITUTION, Role
from hospice.accounts.models import Grant, User
from hospice.facilities.models import InstitutionRecord
from hospice.regions.models import Region

from .people import AT_INSTITUTIONS, FEATURED_COUNTIES, FEATURED_PREFECTURES
from .words import PASSWORD

HEAD = ("角色", "姓名", "范围", "工号", "密码")
_MANY = {
    Role.PREFECTURE_OFFICER: FEATURED_PREFECTURES,
    Role.COUNTY_OFFICER: FEATURED_COUNTIES,
    Role.COUNTY_COORDINATOR: FEATURED_COUNTIES,
}

_KNOWN = frozenset(person.login for person in AT_INSTITUTIONS)


def table(session: Session, *, everyone: bool = False) -> list[str]:
    """Lines of a table of synthetic accounts in the order of their roles; empty where there are none."""
    order = list(Role)
    found = sorted(_rows(session), key=lambda row: (order.index(row[0]), row[3]))
    shown = [row[:4] for row in found if everyone or _is_featured(*row)]
    if not shown:
        return []
    lines = _aligned([HEAD, *((role.words, *rest, PASSWORD) for role, *rest in shown)])
    if not everyone:
        lines += [
            "",
            (
                "其余各市：拼音（如 ningbo）；其余各县：拼音.xietiao 为协调员，拼音.queren 为确认人；"
                "其余机构的医生见 flask demo accounts --all；密码相同。"
            ),
        ]
    return lines


def _is_featured(role: Role, _name: str, _area: str, login: str, region: str) -> bool:
    """Of those whom every county has, a few; of those who work in houses, the ones with cases of today."""
    if role in AT_INSTITUTION:
        return login in _KNOWN
    return role not in _MANY or region in _MANY[role]


def _rows(session: Session) -> Iterable[tuple[Role, str, str, str, str]]:
    """Role, name, area, login, and the code of the region, of every live synthetic account."""
    told = sa.select(InstitutionRecord.institution_id, sa.func.max(InstitutionRecord.name).label("name"))
    houses = told.where(InstitutionRecord.superseded_at.is_(None)).group_by(InstitutionRecord.institution_id).subquery()
    rows = session.execute(
        sa.select(Grant.role, User.name, Region.name, houses.c.name, User.login, Region.code)
        .join(User, User.id == Grant.user_id)
        .outerjoin(Region, Region.id == Grant.region_id)
        .outerjoin(houses, houses.c.institution_id == Grant.institution_id)
        .where(User.synthetic, User.closed_at.is_(None), Grant.ended_at.is_(None))
    )
    for role, name, region, house, login, code in rows:
        yield role, name, region or house or "", login, code or ""


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)).rstrip()
            for row in rows]  # fmt: skip


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
