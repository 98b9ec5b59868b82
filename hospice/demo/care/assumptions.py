"""What the simulation assumes. Nothing is measured: all are assumptions [P] that make a plausible network."""

from __future__ import annotations

from typing import NamedTuple

from hospice.episodes.rules.codes import Priority
from hospice.facilities.rules.codes import UnitKind
from hospice.patients.rules.wishes import Setting

DEATHS_AT_65 = 0.045  # [P] deaths a year among those of 65 and over
IN_NEED = 0.35  # [P] of them could use the network: most deaths by tumours, some by failing organs and dementia
FILLS = 0.6  # [P] of the length of a stay: for so long twice as many come to a new unit, until it is filled
# [P] of those who come anew to a unit; the others come from the same house or village, and are entered when they are there.
BY_TRANSFER = {
    Setting.WARD: 0.36,
    Setting.CENTER: 0.45,
    Setting.COMMUNITY: 0.42,
    Setting.HOME: 0.3,
    Setting.CLINIC: 0.4,
}
NEW = 0.72  # [P] of the places that fall free go to new patients, the rest to those who come back from another setting


class Pace(NamedTuple):
    """Of a kind of unit: days that a stay is planned for (median, longest), how long it is in the end, how full it is to be."""

    days: float
    longest: float
    mean: float
    full: float


PACES = {  # [P]
    UnitKind.WARD: Pace(48, 110, 31, 0.82),
    UnitKind.CENTER: Pace(75, 180, 50, 0.74),
    UnitKind.ROOM: Pace(70, 160, 43, 0.75),
    UnitKind.BED: Pace(70, 160, 43, 0.75),
    UnitKind.HOME_BED: Pace(300, 600, 145, 0.78),
    UnitKind.HOME_TEAM: Pace(300, 600, 145, 0.78),
    UnitKind.CLINIC: Pace(12, 30, 60, 0.16),  # days from the first visit of one patient to that of the next in a slot
}
SETTINGS = {
    UnitKind.WARD: Setting.WARD, UnitKind.CENTER: Setting.CENTER, UnitKind.ROOM: Setting.COMMUNITY,
    UnitKind.BED: Setting.COMMUNITY, UnitKind.HOME_BED: Setting.HOME, UnitKind.HOME_TEAM: Setting.HOME,
    UnitKind.CLINIC: Setting.CLINIC,
}  # fmt: skip

_P = Priority
PRIORITIES = {  # [P] shares of P1 to P4
    Setting.WARD: (0.16, 0.34, 0.46, 0.04), Setting.CENTER: (0.08, 0.27, 0.58, 0.07),
    Setting.COMMUNITY: (0.08, 0.27, 0.6, 0.05), Setting.HOME: (0.03, 0.2, 0.65, 0.12), Setting.CLINIC: (0, 0.05, 0.5, 0.45),
}  # fmt: skip
SURVIVAL = {_P.URGENT: 5, _P.PRIOR: 24, _P.ROUTINE: 130, _P.PLANNED: 240}  # [P] days, the mean of each class
AT_HOME = 1.35  # [P] and so many times as long for those who come to be cared for at home

# Where a stay leads when its planned days are over [P]; the rest ends the care of the network (回家, 转急性期医院 …).
ONWARD = {
    Setting.WARD: ((Setting.HOME, 0.42), (Setting.COMMUNITY, 0.28), (Setting.CENTER, 0.04), (Setting.CLINIC, 0.06)),
    Setting.CENTER: ((Setting.HOME, 0.3), (Setting.COMMUNITY, 0.2), (Setting.WARD, 0.2)),
    Setting.COMMUNITY: ((Setting.HOME, 0.46), (Setting.WARD, 0.3), (Setting.CENTER, 0.03)),
    Setting.HOME: ((Setting.WARD, 0.4), (Setting.COMMUNITY, 0.28), (Setting.CLINIC, 0.08)),
    Setting.CLINIC: ((Setting.HOME, 0.42), (Setting.WARD, 0.2), (Setting.COMMUNITY, 0.12)),
}
MOST_LEGS = 6

DECLINES = 0.05  # [P] of what a unit opens, times its own habit
RETURNS = 0.06
SILENT = 0.012  # never opened
RUNS_OUT = 0.025  # reserved beds that nobody comes to
EXTENDS = 0.03
WITHDRAWN = 0.025
TURNED_BACK = 0.004
OUT_OF_TURN = 0.04
MOVES = 0.06  # stays in which the bed is changed
BACK_DATED = 0.2  # of direct admissions: typed a day or two later
