"""What the patient feels, what the carer carries: NRS, ESAS-r, carer strain, coma scale (domain §3.1–3.2)."""

from __future__ import annotations

from fractions import Fraction

from hospice.core.i18n import lazy

from ..standards import Standards
from .formula import Band, Formula, Scale
from .result import Result

_PAIN = (Scale("nrs", lazy("疼痛评分"), 0, 10),)
NRS = Formula(
    "NRS",
    "1",
    lazy("疼痛数字评分（NRS）"),
    "[G]",
    _PAIN,
    (
        Band(Fraction(0), "NONE", lazy("无痛")),
        Band(Fraction(3), "MILD", lazy("轻度疼痛")),
        Band(Fraction(6), "MODERATE", lazy("中度疼痛")),
        Band(None, "SEVERE", lazy("重度疼痛")),
    ),
)
# The same number is grouped differently by PCOC [V:AIHW]: the number is what is kept.
NRS_PCOC = Formula(
    "NRS",
    "PCOC",
    lazy("疼痛数字评分（NRS，PCOC分组）"),
    "[V:AIHW]",
    _PAIN,
    (
        Band(Fraction(0), "NONE", lazy("无痛")),
        Band(Fraction(3), "MILD", lazy("轻度疼痛")),
        Band(Fraction(7), "MODERATE", lazy("中度疼痛")),
        Band(None, "SEVERE", lazy("重度疼痛")),
    ),
)

# Nine items [V:ESAS-NS]; the sum is shown only where all nine are answered, and means nothing by itself.
ESAS = Formula(
    "ESAS-r",
    "1",
    lazy("埃德蒙顿症状评估（ESAS-r）"),
    "[V:ESAS-NS]",
    (
        Scale("pain", lazy("疼痛"), 0, 10),
        Scale("tiredness", lazy("疲乏"), 0, 10),
        Scale("drowsiness", lazy("嗜睡"), 0, 10),
        Scale("nausea", lazy("恶心"), 0, 10),
        Scale("appetite", lazy("食欲减退"), 0, 10),
        Scale("breath", lazy("气短"), 0, 10),
        Scale("depression", lazy("抑郁"), 0, 10),
        Scale("anxiety", lazy("焦虑"), 0, 10),
        Scale("wellbeing", lazy("总体感受差"), 0, 10),
    ),
    (Band(None, "", lazy("分数越高，症状越重")),),
    whole=False,
)
ESAS_FREE = Scale("free", lazy("其他症状"), 0, 10)  # the tenth item is named by the patient and is never in the sum

CARER_STRAIN = Formula(
    "CARER_STRAIN",
    "1",
    lazy("照护者负担自评"),
    "[P]",
    (Scale("carer_strain", lazy("照护者负担"), 0, 10),),
    (Band(None, "", lazy("分数越高，负担越重")),),
)

GCS = Formula(
    "GCS",
    "1",
    lazy("格拉斯哥昏迷评分（GCS）"),
    "[G]",
    (Scale("eyes", lazy("睁眼"), 1, 4), Scale("verbal", lazy("语言"), 1, 5), Scale("motor", lazy("运动"), 1, 6)),
    (Band(None, "", lazy("分数越低，意识障碍越重")),),
)


def pain_needs_alert(nrs: int, standards: Standards) -> bool:
    """Whether the pain is one that somebody must be told of at once."""
    return nrs >= standards.nrs_alert


def pain_needs_reassessment(nrs: int, standards: Standards) -> bool:
    """Whether the pain must be looked at again soon."""
    return nrs >= standards.nrs_reassess


def strain_needs_social_worker(strain: int, standards: Standards) -> bool:
    """Whether the carer carries so much that a social worker is asked."""
    return strain >= standards.carer_strain_task


def severe_items(esas: Result, from_points: int = 7) -> list[str]:
    """Codes of the ESAS-r items at or above a number of points (domain §3.3: two of them speak for a ward)."""
    return [code for code, points in esas.points if points >= from_points]
