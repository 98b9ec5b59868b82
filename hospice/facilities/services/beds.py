"""Beds one by one. Every change of what they add up to writes the unit's capacity, so that goals read one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.access.guards import Actor
from hospice.core.clock import now, today
from hospice.core.dated import confirm
from hospice.core.errors import Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _

from ..events import BedChanged, BedClosed, BedsAdded
from ..models import Bed, CareUnit, UnitCapacity
from ..queries.beds import beds_of, lock_unit, stands, tracked_since
from ..queries.current import units_now
from ..rules.beds import NUMBER, run_of_numbers, stretches
from ..rules.places import BEDDED, BedKind, BedSex, BedState, CapacitySource
from .revision import touch


@dataclass(frozen=True, kw_only=True)
class Furnishing:
    """What beds that are added together have in common."""

    opened_on: date
    kind: BedKind = BedKind.OPEN
    sex: BedSex = BedSex.ANY
    features: Sequence[str] = field(default_factory=tuple)


def add_bed(
    session: Session, unit: CareUnit, bed_no: str, room_no: str, common: Furnishing, *, by: Actor | None
) -> Bed:
    """Add one bed. `Refused` where the number is taken or the unit has no beds of its own."""
    return _add(session, unit, [(room_no, bed_no)], common, by)[0]


def add_run(
    session: Session, unit: CareUnit, rooms: tuple[int, int], per_room: int, common: Furnishing, *, by: Actor | None
) -> list[Bed]:
    """Add a run of beds, 1-1 … 8-2; all or none."""
    return _add(session, unit, run_of_numbers(*rooms, per_room), common, by)


def _add(
    session: Session, unit: CareUnit, numbers: Sequence[tuple[str, str]], common: Furnishing, by: Actor | None
) -> list[Bed]:
    lock_unit(session, unit.id)
    _has_beds_of_its_own(session, unit)
    if common.opened_on > today():
        raise Refused(_("这一天还没有到。床位启用后再登记。"), field="opened_on")
    _numbers_are_free(session, unit.id, [bed_no for _room, bed_no in numbers])
    beds = [
        Bed(
            unit_id=unit.id,
            bed_no=bed_no,
            room_no=room_no,
            kind=common.kind,
            sex=common.sex,
            features=list(common.features),
            opened_on=common.opened_on,
        )
        for room_no, bed_no in numbers
    ]
    session.add_all(beds)
    session.flush()
    _count_anew(session, unit, common.opened_on, by)
    publish(BedsAdded(**_where(session, unit, by), details={"beds": [bed.bed_no for bed in beds]}))
    return beds


def change_bed(session: Session, bed: Bed, values: Mapping[str, Any], *, by: Actor | None) -> None:
    """Change room, kind, sex or features of a bed; `values` are its columns."""
    lock_unit(session, bed.unit_id)
    _is_there(bed)
    names = [name for name, value in values.items() if getattr(bed, name) != value]
    for name in names:
        setattr(bed, name, values[name])
    session.flush()
    if "kind" in names:
        _count_anew(session, bed.unit, today(), by)
    publish(BedChanged(**_where(session, bed.unit, by), details={"bed": bed.bed_no, "fields": names}))


def set_state(
    session: Session, bed: Bed, state: BedState, reason: str, *, by: Actor | None, until: date | None = None
) -> None:
    """Say in which condition a bed is: ready, being cleaned, isolated, or blocked with a reason; `until` is the day on
    which it is expected back.
    """
    lock_unit(session, bed.unit_id)
    _is_there(bed)
    if until is not None and until < today():
        raise Refused(_("预计恢复日期（%(day)s）已经过去，请再核对。", day=until.isoformat()), field="state_until")
    if state is BedState.BLOCKED and not reason:
        raise Refused(_("停用床位请写明原因，例如维修、消杀、缺少护士。"), field="state_reason")
    was = bed.state
    bed.state, bed.state_reason, bed.state_since = state, reason, now()
    bed.state_until = until if state in (BedState.BLOCKED, BedState.ISOLATION) else None
    session.flush()
    if BedState.BLOCKED in (was, state):
        _count_anew(session, bed.unit, today(), by)
    publish(BedChanged(**_where(session, bed.unit, by), details={"bed": bed.bed_no, "state": state.value}))


def close_bed(session: Session, bed: Bed, on: date, *, by: Actor | None) -> None:
    """Take a bed away for good from the day `on`; its number is not used again."""
    lock_unit(session, bed.unit_id)
    _is_there(bed)
    if on < bed.opened_on:
        raise Refused(_("撤销日期早于这张床的启用日期（%(day)s）。", day=bed.opened_on.isoformat()), field="closed_on")
    if (on - today()).days > 366:
        raise Refused(_("撤销日期最多提前一年填写。"), field="closed_on")
    bed.closed_on = on
    session.flush()
    _count_anew(session, bed.unit, on, by)
    publish(BedClosed(**_where(session, bed.unit, by), details={"bed": bed.bed_no, "on": on.isoformat()}))


def _has_beds_of_its_own(session: Session, unit: CareUnit) -> None:
    kind = units_now(session, [unit.id])[unit.id].kind
    if kind not in BEDDED:
        raise Refused(_("“%(kind)s”没有固定床位，请在服务量中填写数目。", kind=kind.label))


def _is_there(bed: Bed) -> None:
    if bed.closed_on is not None:
        raise Refused(_("床位%(no)s已撤销，不能再改。", no=bed.bed_no))


def _numbers_are_free(session: Session, unit_id: int, numbers: Sequence[str]) -> None:
    for number in numbers:
        if not NUMBER.fullmatch(number):
            raise Refused(_("床号最多12个字，可用数字、字母、汉字和短横线。"), field="bed_no")
    taken = session.execute(
        sa.select(Bed.bed_no, Bed.closed_on).where(Bed.unit_id == unit_id, Bed.bed_no.in_(numbers)).order_by(Bed.id)
    ).all()
    if not taken:
        return
    listed = "、".join(row.bed_no for row in taken[:5]) + ("…" if len(taken) > 5 else "")
    field_name = "bed_no" if len(numbers) == 1 else "first_room"
    if all(row.closed_on is not None for row in taken):
        raise Refused(_("床号%(no)s曾用于已撤销的床位，请换一个床号。", no=listed), field=field_name)
    raise Refused(_("床号%(no)s已有。同一单元内床号不能重复。", no=listed), field=field_name)


def _count_anew(session: Session, unit: CareUnit, since: date, by: Actor | None) -> None:
    """Write what the beds add up to from the day of the change on.

    Numbers that were declared for earlier days stay: counting one by one begins on the day of the switch.
    """
    first, declared = tracked_since(session, unit.id)
    if first is not None or declared:
        since = max(since, first or today())
    at = now()
    for stretch in stretches(stands(beds_of(session, unit.id)), since, today()):
        fact = UnitCapacity(
            unit_id=unit.id,
            valid_from=stretch.start,
            valid_to=stretch.end,
            recorded_by_id=by.id if by else None,
            source=CapacitySource.TRACKED,
            **stretch.counts._asdict(),
        )
        confirm(session, fact, by.id if by else None, at)
    touch(session, unit.institution_id)


def _where(session: Session, unit: CareUnit, by: Actor | None) -> dict[str, Any]:
    return {
        "actor_id": by.id if by else None,
        "subject": f"unit:{unit.key}",
        "region_id": units_now(session, [unit.id])[unit.id].region_id,
        "institution_id": unit.institution_id,
    }
