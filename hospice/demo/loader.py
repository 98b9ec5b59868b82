"""Bringing a made province into the database, and what has to be right before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.accounts.models import Grant, User
from hospice.core.clock import ZONE, now, today
from hospice.core.errors import Refused
from hospice.core.events import Event, publish
from hospice.core.i18n import gettext as _
from hospice.facilities.models import (
    Assessment,
    AssessmentAnswer,
    Bed,
    CareUnit,
    ChecklistItem,
    ChecklistTemplate,
    Confirmation,
    Consortium,
    ConsortiumMember,
    Designation,
    Institution,
    InstitutionRecord,
    ProgramUnit,
    SentBack,
    ServiceActivity,
    ServiceDeclaration,
    UnitCapacity,
    UnitRecord,
    UnitState,
)
from hospice.facilities.services.revision import touch
from hospice.patients.models import DiagnosisCode
from hospice.patients.services.codes import load_codes
from hospice.regions import services as regions
from hospice.regions.models import Region

from . import land as lands
from . import province
from .book import Book
from .care import district
from .staged import set_the_stage

# What stands on something stands after it.
TABLES: tuple[type[Any], ...] = (
    User, Institution, Grant, InstitutionRecord, Consortium, ConsortiumMember, CareUnit, UnitRecord, UnitState, UnitCapacity,
    Bed, ServiceDeclaration, ServiceActivity, Designation, ProgramUnit, Confirmation, Assessment, AssessmentAnswer,
    SentBack,
)  # fmt: skip
SIZE_COUNTY_PREFECTURE = "331100"
AFTERNOON = time(14, 26)  # as the mock-ups have it
ZONE_HOST, ZONE_CODE, ZONE_NAME = "330502", "3305Z1", "南太湖新区"  # [V:Huzhou2023]; it has no code of its own


class Size(StrEnum):
    """How much is made."""

    COUNTY = "county"  # 龙泉市 and the other counties of 丽水市
    PROVINCE = "province"
    NATION = "nation"  # thirty provinces more, copied from the divisions


DAYS_OF_CARE = {Size.COUNTY: 90, Size.PROVINCE: 1200, Size.NATION: 1200}  # the registry begins three years ago


@dataclass(frozen=True, kw_only=True)
class DemoLoaded(Event):
    """Synthetic data came in."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made; the same order makes the same rows."""

    seed: int
    today: date
    password_hash: str
    days: int | None = None  # of care before the reference day; none takes what the size has


def check(session: Session, mode: str) -> None:
    """Raise `Refused` in production, beside real institutions, and where the divisions are missing."""
    if mode == "production":
        raise Refused(_("这是正式运行环境，不能装入演示数据。"))
    if session.scalar(sa.select(Institution.id).where(_is_real()).limit(1)):
        raise Refused(_("库里已有真实登记的机构，不能装入演示数据。请换一个空的数据库。"))
    if session.scalar(sa.select(Region.id).limit(1)) is None:
        raise Refused(_("还没有区划资料。请先运行 flask regions load。"))


def _is_real() -> sa.ColumnElement[bool]:
    """Not made by the demo, and not entered by one of its accounts either."""
    mine = sa.select(InstitutionRecord.institution_id).join(User, User.id == InstitutionRecord.recorded_by_id)
    return sa.and_(Institution.synthetic.is_(False), Institution.id.not_in(mine.where(User.synthetic)))


def loaded(session: Session) -> int:
    """How many synthetic institutions there are."""
    return session.scalar(sa.select(sa.func.count()).select_from(Institution).where(Institution.synthetic)) or 0


def load(session: Session, order: Order, size: Size) -> dict[str, int]:
    """Make the network on the real divisions and insert it; give the numbers of rows by table."""
    if size is not Size.COUNTY:
        found_zone(session)
    land = lands.survey(session)
    if land is None:
        raise Refused(_("还没有浙江省的区划资料。请先运行 flask regions load。"))
    if size is Size.COUNTY:
        land = land.only(SIZE_COUNTY_PREFECTURE)
    if not session.scalar(sa.select(DiagnosisCode.id).limit(1)):
        load_codes(session)
    counts = _insert_province(session, land, order, order.password_hash, order.days or DAYS_OF_CARE[size])
    set_the_stage(session, _moment(order.today))
    details = {"size": size.value, "seed": order.seed, "day": order.today.isoformat()}
    publish(DemoLoaded(subject="demo:", region_id=land.province.id, details=details))
    return counts


def _moment(day: date) -> datetime:
    """What time it is in the cases of today: the present minute, or early afternoon where another day is wished."""
    if day == today():
        return now().replace(second=0, microsecond=0)
    return datetime.combine(day, AFTERNOON, ZONE).astimezone(UTC)


def load_clone(session: Session, order: Order, prefix: str) -> dict[str, int]:
    """Make one synthetic province under codes that begin with `prefix`; it has no accounts."""
    land = lands.survey(session, prefix)
    if land is None:
        raise Refused(_("还没有这个省的区划资料。"))
    return _insert_province(session, land, order, None, order.days or DAYS_OF_CARE[Size.NATION])


def _insert_province(
    session: Session, land: lands.Land, order: Order, password_hash: str | None, days: int
) -> dict[str, int]:
    first = {model: (session.scalar(sa.select(sa.func.max(model.id))) or 0) + 1 for model in TABLES}
    net = province.make(land, str(order.seed), order.today, first, password_hash, _items(session))
    ground = district.prepare(net, password_hash, days)
    for model in TABLES:
        for part in _parts(net.book.rows[model]):
            session.execute(sa.insert(model.__table__), part)
    _move_sequences(session, net.book)
    touch(session)
    counts = {model.__tablename__: len(net.book.rows[model]) for model in TABLES}
    return counts | district.care(session, net, ground)


def _parts(rows: Sequence[dict[str, Any]], size: int = 5000) -> Iterator[Sequence[dict[str, Any]]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _move_sequences(session: Session, book: Book) -> None:
    """The rows brought their own numbers, so PostgreSQL has to be told where to go on; SQLite knows."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for model in TABLES:
        if book.rows[model]:
            sequence = sa.func.pg_get_serial_sequence(f'"{model.__tablename__}"', "id")
            session.execute(sa.select(sa.func.setval(sequence, book.rows[model][-1]["id"])))


def _items(session: Session) -> Sequence[ChecklistItem]:
    """The items of the latest published checklist."""
    latest = sa.select(ChecklistTemplate.id).where(ChecklistTemplate.published_at.is_not(None))
    template = session.scalar(latest.order_by(ChecklistTemplate.version.desc()).limit(1))
    found = sa.select(ChecklistItem).where(ChecklistItem.template_id == template).order_by(ChecklistItem.position)
    return session.scalars(found).all()


def found_zone(session: Session) -> None:
    """Register the functional zone under its host county, once."""
    host = session.scalar(sa.select(Region).where(Region.code == ZONE_HOST))
    known = session.scalar(sa.select(Region.id).where(Region.code == ZONE_CODE))
    if host is not None and known is None:
        regions.found_zone(session, ZONE_CODE, ZONE_NAME, host)
