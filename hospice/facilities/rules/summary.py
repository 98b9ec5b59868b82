"""One line about an institution: what it offers, in which state, with how many places. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from hospice.core.i18n import gettext as _

from .codes import Grade, GradeClass, InstitutionKind, ServiceMode, UnitKind, UnitStatus
from .life import BUILDING
from .places import BEDDED, PRIMARY, InstitutionState


class Status(NamedTuple):
    """A state as the pages draw it: word, shape, colour (design §6)."""

    word: str
    icon: str
    tone: str = ""


class UnitLine(NamedTuple):
    """A unit of an institution as the list needs it; `waits`: the commission has not confirmed its state."""

    kind: UnitKind
    status: UnitStatus | None
    expected_on: date | None
    open: int | None
    installed: int | None
    waits: bool


class Declared(NamedTuple):
    """What a primary facility declares, confirmed."""

    modes: Sequence[str]
    trained_physicians: int
    trained_nurses: int


HOSPITALS = (
    InstitutionKind.GENERAL, InstitutionKind.TCM, InstitutionKind.INTEGRATED, InstitutionKind.SPECIAL,
    InstitutionKind.REHAB, InstitutionKind.NURSING_HOSPITAL,
)  # fmt: skip
_STATUS = {
    UnitStatus.OPERATING: ("done", "go"),
    UnitStatus.RELOCATING: ("half", "mind"),
    UnitStatus.UNDER_CONSTRUCTION: ("half", "mind"),
    UnitStatus.APPROVED: ("half", "mind"),
    UnitStatus.PLANNED: ("half", "mind"),
    UnitStatus.SUSPENDED: ("ring", "mind"),
    UnitStatus.CLOSED: ("dash", ""),
}
_FIRST = tuple(_STATUS)  # the state nearest to serving patients speaks for the institution


def graded(kind: InstitutionKind, special_type: str, grade: Grade, grade_class: GradeClass) -> str:
    """`综合医院　二级甲等`; `专科医院（肿瘤）`."""
    words = str(kind.label) + (f"（{special_type}）" if special_type else "")
    if grade is Grade.NONE:
        return words
    return f"{words}　{grade.label}{'' if grade_class is GradeClass.N else grade_class.label}"


def of_unit(status: UnitStatus | None, expected_on: date | None, on: date, *, waits: bool = False) -> Status:
    """The state of a unit as it is drawn; a promised opening that has passed is overdue."""
    if status is None:
        return Status(_("未报状态"), "dash")
    icon, tone = _STATUS[status]
    if status in BUILDING and expected_on is not None and expected_on < on:
        return Status(_("已过预计日期"), "clock", "hot")
    word = str(status.label)
    return Status(_("%(state)s，待确认", state=word), "half", "mind") if waits else Status(word, icon, tone)


def of_institution(
    kind: InstitutionKind, state: InstitutionState, declared: Declared | None, units: Sequence[UnitLine], on: date
) -> Status:
    """The one state that a list shows of an institution."""
    if state is not InstitutionState.ACTIVE:
        return Status(str(state.label), "dash")
    if kind in PRIMARY:
        return _of_primary(declared)
    living = [unit for unit in units if unit.status not in (None, UnitStatus.CLOSED)]
    if not living:
        return Status(_("未开展"), "ring")
    best = min(living, key=lambda unit: (unit.kind not in BEDDED, unit.waits, _FIRST.index(unit.status or _FIRST[-1])))
    return of_unit(best.status, best.expected_on, on, waits=best.waits)


def _of_primary(declared: Declared | None) -> Status:
    """Whether a primary facility provides: a declared mode, and one trained physician and one trained nurse (§1.5)."""
    if declared is None or not declared.modes:
        return Status(_("未提供"), "ring")
    if not declared.trained_physicians:
        return Status(_("缺1名医师"), "half", "mind")
    if not declared.trained_nurses:
        return Status(_("缺1名护士"), "half", "mind")
    return Status(_("已提供"), "done", "go")


def services(kind: InstitutionKind, declared: Declared | None, units: Sequence[UnitLine]) -> str:
    """How care is offered: the declared modes of a primary facility, the kinds of units of any other."""
    if declared is not None and declared.modes:
        return "、".join(str(mode.label) for mode in ServiceMode if mode.value in declared.modes)
    kinds = {unit.kind for unit in units if unit.status is not UnitStatus.CLOSED}
    named = "、".join(str(unit_kind.label) for unit_kind in UnitKind if unit_kind in kinds)
    return named or (_("未申报") if kind in PRIMARY else "")


def beds(units: Sequence[UnitLine]) -> str:
    """Open beds of what operates, home beds too; where nothing does, what is planned; empty where there are no beds."""
    counted = BEDDED | {UnitKind.HOME_BED}
    bedded = [unit for unit in units if unit.kind in counted and unit.status is not UnitStatus.CLOSED]
    operating = [unit.open for unit in bedded if unit.status is UnitStatus.OPERATING and unit.open is not None]
    if operating:
        return str(sum(operating))
    planned: list[Any] = [unit.installed for unit in bedded if unit.status in BUILDING and unit.installed]
    return _("%(n)s张（计划）", n=sum(planned)) if planned else ""
