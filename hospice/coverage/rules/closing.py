"""What would close a gap: the steps of a ward, the nearest facilities, the openings to come (domain §1.9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hospice.core.i18n import lazy
from hospice.facilities.rules.codes import UnitStatus

from .figures import Figure, MapClass
from .goals import Coverage
from .policy import RegionLevel
from .verdicts import Goal, PrimaryVerdict, Reason, WardVerdict
from .wards import suits


class Step(StrEnum):
    """One thing to do; several reasons may ask for the same."""

    UPLOAD_APPROVAL = "UPLOAD_APPROVAL"
    REGISTER_BEDS = "REGISTER_BEDS"
    OPEN_AND_CONFIRM = "OPEN_AND_CONFIRM"
    REGISTER_OPENING = "REGISTER_OPENING"
    RENEW_LICENCE = "RENEW_LICENCE"
    CHECK_LICENCE = "CHECK_LICENCE"
    RESTORE_INSTITUTION = "RESTORE_INSTITUTION"
    OWN_SIGN = "OWN_SIGN"
    MEND_CHECKLIST = "MEND_CHECKLIST"
    ASK_DESIGNATION = "ASK_DESIGNATION"
    OTHER_WARD = "OTHER_WARD"
    DECLARE = "DECLARE"
    CONFIRM_DECLARATION = "CONFIRM_DECLARATION"
    AWAIT_START = "AWAIT_START"
    DECLARE_MODE = "DECLARE_MODE"
    TRAIN_PHYSICIAN = "TRAIN_PHYSICIAN"
    TRAIN_NURSE = "TRAIN_NURSE"
    SERVE = "SERVE"

    @property
    def label(self) -> Any:
        """What to do, as a page says it."""
        return _LABELS[self]


_LABELS = {
    Step.UPLOAD_APPROVAL: lazy("上传启用批复"),
    Step.REGISTER_BEDS: lazy("登记实际开放床位"),
    Step.OPEN_AND_CONFIRM: lazy("提请市卫生健康委确认启用"),
    Step.REGISTER_OPENING: lazy("登记启用日期"),
    Step.RENEW_LICENCE: lazy("更新执业许可证"),
    Step.CHECK_LICENCE: lazy("办理许可证校验"),
    Step.RESTORE_INSTITUTION: lazy("核实机构是否在业"),
    Step.OWN_SIGN: lazy("登记单独的标识和制度"),
    Step.MEND_CHECKLIST: lazy("整改自查清单的必备项"),
    Step.ASK_DESIGNATION: lazy("请市卫生健康委提请认定"),
    Step.OTHER_WARD: lazy("另设符合条件的病区"),
    Step.DECLARE: lazy("申报服务"),
    Step.CONFIRM_DECLARATION: lazy("服务申报的确认"),
    Step.AWAIT_START: lazy("按申报日期开始服务"),
    Step.DECLARE_MODE: lazy("申报服务方式"),
    Step.TRAIN_PHYSICIAN: lazy("1名受过培训的医师"),
    Step.TRAIN_NURSE: lazy("1名受过培训的护士"),
    Step.SERVE: lazy("近期有服务记录"),
}

_STEP_OF = {
    Reason.NO_EVIDENCE: Step.UPLOAD_APPROVAL,
    Reason.TOO_FEW_BEDS: Step.REGISTER_BEDS,
    Reason.NOT_OPENED: Step.REGISTER_OPENING,
    Reason.LICENCE_INVALID: Step.RENEW_LICENCE,
    Reason.LICENCE_CHECK_OVERDUE: Step.CHECK_LICENCE,
    Reason.ORG_INACTIVE: Step.RESTORE_INSTITUTION,
    Reason.NO_OWN_SIGN: Step.OWN_SIGN,
    Reason.CHECKLIST_FAILED: Step.MEND_CHECKLIST,
    Reason.LEVEL_MISMATCH: Step.ASK_DESIGNATION,
    Reason.TYPE_NOT_ELIGIBLE: Step.OTHER_WARD,
    Reason.GRADE_TOO_LOW: Step.OTHER_WARD,
    Reason.NOT_A_WARD: Step.OTHER_WARD,
    Reason.SHARED_SPECIALTY: Step.OTHER_WARD,
    Reason.USED_FOR_OTHER_GOAL: Step.OTHER_WARD,
    Reason.TOO_MANY_DISTRICTS: Step.OTHER_WARD,
    Reason.NOT_DECLARED: Step.DECLARE,
    Reason.ENDED: Step.DECLARE,
    Reason.NOT_CONFIRMED: Step.CONFIRM_DECLARATION,
    Reason.NOT_STARTED: Step.AWAIT_START,
    Reason.NO_MODE: Step.DECLARE_MODE,
    Reason.NO_TRAINED_PHYSICIAN: Step.TRAIN_PHYSICIAN,
    Reason.NO_TRAINED_NURSE: Step.TRAIN_NURSE,
    Reason.NO_RECENT_SERVICE: Step.SERVE,
}


def steps(verdict: WardVerdict | PrimaryVerdict) -> list[Step]:
    """Say what is left to do, each thing once, the confirmation of the opening last.

    The opening date comes with the opening, and the modes with a declaration: they are no steps of their own then.
    """
    found = dict.fromkeys(_STEP_OF.get(reason, Step.OPEN_AND_CONFIRM) for reason in verdict.reasons)
    if Step.OPEN_AND_CONFIRM in found:
        found.pop(Step.REGISTER_OPENING, None)
        found[Step.OPEN_AND_CONFIRM] = found.pop(Step.OPEN_AND_CONFIRM)
    if found.keys() & {Step.DECLARE, Step.CONFIRM_DECLARATION, Step.AWAIT_START}:
        found.pop(Step.DECLARE_MODE, None)
    return list(found)


def nearest_ward(coverage: Coverage, goal: Goal, code: str) -> WardVerdict | None:
    """Give the ward with the fewest steps left in a prefecture (G1) or county (G2); none when met or without any."""
    wards = coverage.wards.get((goal, code), ())
    if any(verdict.counts for verdict in wards):
        return None
    standing = (one for one in wards if suits(one) and one.unit.status is not UnitStatus.CLOSED)
    return min(standing, key=lambda one: (len(steps(one)), one.unit.key), default=None)


def nearest_facilities(coverage: Coverage, county_code: str) -> list[PrimaryVerdict]:
    """Give the facilities that would close the county's gap with the least to do: as many as are missing."""
    figure = coverage.figure(Goal.G3, RegionLevel.COUNTY, county_code)
    waiting = (one for one in coverage.primaries.get(county_code, ()) if not one.provides)
    ranked = sorted(waiting, key=lambda one: (len(steps(one)), one.institution.key))
    return ranked[: figure.shortfall]


# 未达标的县，最需要关注的在前: not begun, then late, then on time, then without any report.
_URGENCY = (MapClass.M1, MapClass.M2, MapClass.M3, MapClass.NOD)


def gaps(coverage: Coverage, goal: Goal, level: RegionLevel = RegionLevel.COUNTY) -> list[Figure]:
    """Regions that have not met the goal, the most urgent first: for G3 by how many are missing."""
    open_ones = [figure for figure in coverage.figures_of(goal, level) if figure.applicable and not figure.met]
    if goal is Goal.G3:
        return sorted(open_ones, key=lambda figure: (-figure.shortfall, figure.code))
    last = coverage.policy.goal_deadline
    return sorted(
        open_ones,
        key=lambda figure: (
            _URGENCY.index(figure.map_class) if figure.map_class in _URGENCY else len(_URGENCY),
            figure.pipeline.overdue or figure.pipeline.on_time or last,
            figure.code,
        ),
    )


@dataclass(frozen=True, slots=True)
class Opening:
    """What a month brings if every on-time opening holds."""

    year: int
    month: int
    regions: Sequence[Figure]  # newly met, by code
    cumulative: int  # met by the end of the month


def openings(coverage: Coverage, goal: Goal) -> list[Opening]:
    """Give the pipeline of G1 (prefectures) or G2 (counties) by month of expected opening; a region counts once."""
    level = RegionLevel.PREFECTURE if goal is Goal.G1 else RegionLevel.COUNTY
    months: dict[tuple[int, int], list[Figure]] = defaultdict(list)
    for figure in coverage.figures_of(goal, level):
        if figure.pipeline.on_time is not None:
            months[figure.pipeline.on_time.year, figure.pipeline.on_time.month].append(figure)
    met, found = coverage.province(goal).numerator, []
    for (year, month), regions in sorted(months.items()):
        met += len(regions)
        found.append(Opening(year, month, regions, met))
    return found
