"""Care units with their states, places and beds, told as the registry would have learnt them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any, Self

from hospice.facilities.models import CareUnit, UnitCapacity, UnitRecord, UnitState
from hospice.facilities.rules.codes import ServiceMode, UnitKind, UnitStatus
from hospice.facilities.rules.places import BEDDED, Ability, CapacitySource

from . import beds as bedding
from . import names
from .days import DAY
from .facts import Told, write
from .network import Network, Site
from .words import Case

_S, _A = UnitStatus, Ability

NAMES = {
    UnitKind.WARD: "安宁疗护病区", UnitKind.ROOM: "安宁疗护病房", UnitKind.BED: "安宁疗护病床",
    UnitKind.HOME_BED: "家庭病床", UnitKind.CLINIC: "安宁缓和医疗门诊", UnitKind.HOME_TEAM: "居家安宁疗护团队",
    UnitKind.CENTER: "安宁疗护中心",
}  # fmt: skip
OF_MODE = {
    ServiceMode.WARD: UnitKind.WARD, ServiceMode.ROOM: UnitKind.ROOM, ServiceMode.BED: UnitKind.BED,
    ServiceMode.HOME_BED: UnitKind.HOME_BED, ServiceMode.HOME_ROUND: UnitKind.HOME_TEAM,
    ServiceMode.CLINIC: UnitKind.CLINIC,
}  # fmt: skip
_SIZES = {
    UnitKind.ROOM: (2, 7), UnitKind.BED: (1, 5), UnitKind.HOME_BED: (3, 16), UnitKind.CLINIC: (10, 31),
    UnitKind.HOME_TEAM: (5, 21), UnitKind.WARD: (8, 21), UnitKind.CENTER: (50, 81),
}  # fmt: skip
_BASIC = (_A.OXYGEN, _A.INFUSION, _A.TUBE_CARE, _A.WOUND_CARE, _A.COMPANION)
_MORE = (
    _A.SUCTION, _A.PUMP, _A.OPIOID, _A.ISOLATION, _A.SINGLE_ROOM, _A.TRANSFUSION, _A.PARACENTESIS, _A.TRACHEOSTOMY,
    _A.DELIRIUM, _A.PSYCHOSOCIAL, _A.TCM_CARE, _A.NIGHT_ADMISSION,
)  # fmt: skip
Step = tuple[date, UnitStatus, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitPlan:
    """What a unit is to become. Without `opened` it waits for the day that is `expected`."""

    kind: UnitKind
    places: int
    opened: date | None = None
    expected: date | None = None
    reached: UnitStatus = _S.UNDER_CONSTRUCTION  # how far a unit has come that is not open
    then: Sequence[Step] = ()
    changes: Mapping[str, Any] = field(default_factory=dict)  # of the record, once open
    tracked: bool = False
    grows: int = 0
    open_above: int = 0
    late: bool = False
    corrected: bool = False
    waits: bool = False
    reason: str = ""

    @classmethod
    def of_mode(cls, mode: ServiceMode, dice: Random, opened: date) -> Self:
        """The unit that stands behind a mode of service of a primary facility."""
        kind = OF_MODE[mode]
        return cls(kind=kind, places=dice.randrange(*_SIZES[kind]), opened=opened)


def set_up(net: Network, site: Site, plan: UnitPlan) -> int:
    """Enter a unit of an institution and give its number."""
    dice = net.dice("unit", site.label, plan.kind, plan.opened, plan.expected)
    unit = net.book.add(CareUnit, institution_id=site.id, synthetic=True, created_at=_known_since(net, plan, dice))
    states = _states(net, site, plan, dice)
    write(net.book, UnitRecord, {"unit_id": unit}, _records(net, site, plan, states, dice))
    write(net.book, UnitState, {"unit_id": unit}, states)
    write(net.book, UnitCapacity, {"unit_id": unit}, _capacities(net, site, plan, unit, dice))
    if plan.kind is UnitKind.WARD:
        net.wards.setdefault(site.id, unit)
    return unit


def _first_day(net: Network, plan: UnitPlan) -> date:
    """The first day that the registry tells of: a ward is planned 300 days before it opens."""
    ahead = 300 if plan.kind is UnitKind.WARD else 0
    if plan.opened is None:
        return net.calendar.ago(430)
    return max(net.calendar.start, plan.opened - ahead * DAY)


def _known_since(net: Network, plan: UnitPlan, dice: Random) -> Any:
    return net.calendar.at(_first_day(net, plan) + DAY, dice)


def _steps(net: Network, plan: UnitPlan) -> list[Step]:
    """The states in their order, from the first day of the registry on."""
    first = _first_day(net, plan)
    path = [_S.PLANNED, _S.APPROVED, _S.UNDER_CONSTRUCTION]
    if plan.opened is not None and (plan.kind is not UnitKind.WARD or plan.opened <= net.calendar.start):
        return [(first, _S.OPERATING, plan.reason), *plan.then]
    if plan.opened is None:
        path = path[: path.index(plan.reached) + 1]
    days = (first, first + 80 * DAY, first + 170 * DAY)
    limit = plan.opened or net.calendar.today
    steps: list[Step] = [(day, status, "") for day, status in zip(days, path, strict=False) if day < limit]
    if plan.opened is None:
        steps[-1] = (*steps[-1][:2], plan.reason)
        return steps
    return [*steps, (plan.opened, _S.OPERATING, plan.reason), *plan.then]


def _states(net: Network, site: Site, plan: UnitPlan, dice: Random) -> list[Told]:
    story: list[Told] = []
    for day, status, reason in _steps(net, plan):
        opening = status is _S.OPERATING
        recorded, confirmed = net.calendar.noted(day, dice, late=plan.late and opening)
        if story and story[-1].confirmed is not None:
            confirmed = max(confirmed, story[-1].confirmed + timedelta(minutes=5))
        told = Told(
            start=day, values={"status": status, "expected_on": _promise(plan, status, dice)}, recorded=recorded,
            confirmed=None if plan.waits and opening else confirmed, by=site.hands, reason=reason,
            document_no=_document(site, plan, day, dice) if opening else "",
        )  # fmt: skip
        if plan.corrected and opening:
            story.append(replace(told, start=day + 31 * DAY, recorded=confirmed, confirmed=confirmed))
            again, settled = net.calendar.noted(day + 100 * DAY, dice)
            told = replace(told, recorded=max(again, confirmed), confirmed=max(settled, confirmed + DAY),
                           reason=Case.CORRECTED)  # fmt: skip
        story.append(told)
    return story


def _promise(plan: UnitPlan, status: UnitStatus, dice: Random) -> date | None:
    if status not in (_S.PLANNED, _S.APPROVED, _S.UNDER_CONSTRUCTION):
        return None
    return plan.expected or (plan.opened + dice.randrange(-40, 41) * DAY if plan.opened else None)


def _document(site: Site, plan: UnitPlan, day: date, dice: Random) -> str:
    if plan.changes.get("approval_document") == "":
        return ""
    year = (plan.opened or day).year
    return f"{site.county.short}卫健演〔{year}〕{dice.randrange(1, 99)}号"


def _records(net: Network, site: Site, plan: UnitPlan, states: Sequence[Told], dice: Random) -> list[Told]:
    """What the unit is: without an opening at first, with day and document once it is open."""
    bare = {**_record(net, site, plan, dice), **{k: v for k, v in plan.changes.items() if k != "approval_document"}}
    day = max(net.calendar.start, plan.opened) if plan.opened else None
    opening = next((told for told in reversed(states) if told.start == day), None)
    story = []
    if opening is None or states[0].start < opening.start:
        story.append(replace(states[0], values=bare, document_no="", reason=plan.reason if opening is None else ""))
    if opening is not None:
        document = plan.changes.get("approval_document", opening.document_no)
        values = {**bare, "opened_on": plan.opened, "approval_document": document}
        story.append(replace(opening, values=values))
    return story


def _record(net: Network, site: Site, plan: UnitPlan, dice: Random) -> dict[str, Any]:
    abilities: list[str] = []
    if plan.kind in BEDDED:
        abilities = [one.value for one in (*_BASIC, *_MORE) if one in _BASIC or dice.random() < 0.5]
    ward = plan.kind in (UnitKind.WARD, UnitKind.CENTER)
    return {
        "kind": plan.kind, "name": NAMES[plan.kind], "ward_no": f"{dice.randrange(1, 24)}病区" if ward else "",
        "region_id": site.county.id, "lon": None, "lat": None, "opened_on": None, "approval_document": "",
        "shared_specialty": False, "own_sign_and_rules": True, "partners": "", "abilities": abilities,
        "duty_phone": net.phone(site.county, dice) if ward else "", "liaison_name": names.person(dice) if ward else "",
        "liaison_phone": net.phone(site.county, dice) if ward else "",
    }  # fmt: skip


def _capacities(net: Network, site: Site, plan: UnitPlan, unit: int, dice: Random) -> list[Told]:
    """Places: planned ones first, then open ones; of a tracked unit what its beds add up to."""
    story, first, declared = [], _first_day(net, plan), CapacitySource.DECLARED
    begin = max(plan.opened, net.calendar.start) if plan.opened else None
    if begin is None or first < begin:
        story.append(_capacity(net, site, first, (plan.places, 0, 0), declared, dice))
    if plan.opened is not None and plan.tracked:
        beds = bedding.furnish(net, unit, plan.places, plan.grows, plan.opened, dice)
        tracked = CapacitySource.TRACKED
        story += [_capacity(net, site, stretch.start, stretch.counts, tracked, dice) for stretch in beds]
    elif begin is not None:
        open_ = plan.places + plan.open_above
        staffed = open_ if dice.random() < 0.7 else max(1, open_ - 2)
        story.append(_capacity(net, site, begin, (plan.places, open_, staffed), declared, dice))
    return _in_order(story)


def _capacity(
    net: Network, site: Site, day: date, count: tuple[int, int, int], source: CapacitySource, dice: Random
) -> Told:
    recorded, _ = net.calendar.noted(day, dice)
    values = {"installed": count[0], "open": count[1], "staffed": count[2], "source": source}
    return Told(start=day, values=values, recorded=recorded, confirmed=recorded, by=(site.hands[0], site.hands[0]))


def _in_order(story: list[Told]) -> list[Told]:
    """Later days were never known before earlier ones."""
    for place in range(1, len(story)):
        before, told = story[place - 1].recorded, story[place]
        if told.recorded <= before:
            later = before + timedelta(minutes=5)
            story[place] = replace(told, recorded=later, confirmed=later)
    return story
