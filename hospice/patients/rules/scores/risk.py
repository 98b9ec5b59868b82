"""Risk of pressure injury: Braden and Norton. In both a LOWER sum is a HIGHER risk; some web pages say the opposite."""

from __future__ import annotations

from fractions import Fraction

from hospice.core.i18n import lazy

from .formula import Band, Formula, Scale

BRADEN = Formula(
    "BRADEN",
    "1",
    lazy("Braden压力性损伤风险评分"),
    "[G]",
    (
        Scale("sensory", lazy("感知"), 1, 4),
        Scale("moisture", lazy("潮湿"), 1, 4),
        Scale("activity", lazy("活动"), 1, 4),
        Scale("mobility", lazy("移动"), 1, 4),
        Scale("nutrition", lazy("营养"), 1, 4),
        Scale("friction", lazy("摩擦力和剪切力"), 1, 3),
    ),
    (
        Band(Fraction(9), "VERY_HIGH", lazy("极高风险")),
        Band(Fraction(12), "HIGH", lazy("高风险")),
        Band(Fraction(14), "MODERATE", lazy("中度风险")),
        Band(Fraction(18), "MILD", lazy("轻度风险")),
        Band(None, "NONE", lazy("无明显风险")),
    ),
)

# Items [V:Norton-GZ], cut-offs [G].
NORTON = Formula(
    "NORTON",
    "1",
    lazy("Norton压力性损伤风险评分"),
    "[V:Norton-GZ]",
    (
        Scale("physical", lazy("身体状况"), 1, 4),
        Scale("mental", lazy("精神状况"), 1, 4),
        Scale("activity", lazy("活动能力"), 1, 4),
        Scale("mobility", lazy("移动能力"), 1, 4),
        Scale("incontinence", lazy("失禁情况"), 1, 4),
    ),
    (
        Band(Fraction(12), "HIGH", lazy("高风险")),
        Band(Fraction(14), "AT_RISK", lazy("有风险")),
        Band(None, "LOW", lazy("风险较低")),
    ),
)
