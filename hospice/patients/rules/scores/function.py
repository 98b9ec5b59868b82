"""How far the patient can act: PPS, KPS, ECOG, and how they roughly correspond (domain §3.2)."""

from __future__ import annotations

from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy

from .formula import Band, Formula, Scale

_PERFORMANCE = (Band(None, "", lazy("分数越高，活动和自理能力越好")),)

# A level is chosen as a whole and is not the sum of its columns.
PPS = Formula(
    "PPS", "1", lazy("姑息行为评分（PPS）"), "[G] PPSv2", (Scale("pps", lazy("PPS"), 0, 100, 10),), _PERFORMANCE
)
KPS = Formula("KPS", "1", lazy("卡氏评分（KPS）"), "[G] KPS", (Scale("kps", lazy("KPS"), 0, 100, 10),), _PERFORMANCE)
ECOG = Formula(
    "ECOG",
    "1",
    lazy("体力状况评分（ECOG）"),
    "[G] ECOG",
    (Scale("ecog", lazy("ECOG评分"), 0, 5),),
    (Band(None, "", lazy("分数越高，体力状况越差")),),
)

# ECOG grade → lowest and highest level of PPS or KPS [V:Ma2010]; right in about three of four cases.
ECOG_LEVELS: dict[int, tuple[int, int]] = {0: (100, 100), 1: (80, 90), 2: (60, 70), 3: (40, 50), 4: (10, 30), 5: (0, 0)}
APPROXIMATE = lazy("约数：按ECOG与KPS、PPS的对应关系折算，约四分之三相符（Ma 2010）")


def ecog_about(level: int) -> int:
    """The ECOG grade that a level of PPS or KPS is about [V:Ma2010]; show it with `APPROXIMATE`."""
    for grade, (low, high) in ECOG_LEVELS.items():
        if low <= level <= high and level % 10 == 0:
            return grade
    raise Refused(_("“%(item)s”应为%(low)s至%(high)s，每%(step)s一档。", item="PPS、KPS", low=0, high=100, step=10))


def levels_about(grade: int) -> tuple[int, int]:
    """The lowest and highest level of PPS or KPS that an ECOG grade is about; show it with `APPROXIMATE`."""
    if grade not in ECOG_LEVELS:
        raise Refused(_("“%(item)s”应为%(low)s至%(high)s的整数。", item="ECOG", low=0, high=5), field="ecog")
    return ECOG_LEVELS[grade]
