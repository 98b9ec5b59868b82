"""How long: PPI and PaP (domain §3.2). Both were found in patients with cancer."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hospice.core.i18n import lazy

from ..clinical import Prognosis
from .formula import Band, Choice, Cut, Formula, Measure, Points, Scale

HALF = Fraction(1, 2)
YES_NO: dict[str | bool, Any] = {True: lazy("有"), False: lazy("无")}
INTAKE: dict[str | bool, Any] = {"NORMAL": lazy("正常"), "REDUCED": lazy("中度减少"), "MOUTHFULS": lazy("仅数口或更少")}


def _sign(code: str, label: object, points: Points) -> Choice:
    return Choice(code, label, {False: 0, True: points}, YES_NO)


# [V:PPI-GVSU, UpToDate copy]: 0 to 15
PPI = Formula(
    "PPI",
    "1",
    lazy("姑息预后指数（PPI）"),
    "[V:PPI-GVSU]",
    (
        Scale("pps", lazy("PPS"), 10, 100, 10, (Cut(Fraction(20), 4), Cut(Fraction(50), Fraction(5, 2)), Cut(None, 0))),
        Choice("oral_intake", lazy("经口进食量"), {"NORMAL": 0, "REDUCED": 1, "MOUTHFULS": Fraction(5, 2)}, INTAKE),
        _sign("oedema", lazy("水肿"), 1),
        _sign("dyspnoea_at_rest", lazy("静息时呼吸困难"), Fraction(7, 2)),
        _sign("delirium", lazy("谵妄"), 4),
    ),
    (
        Band(Fraction(2), "A", lazy("A组（2分及以下）")),
        Band(Fraction(4), "B", lazy("B组（高于2分，至4分）")),
        Band(Fraction(6), "C", lazy("C组（高于4分）：生存期可能短于6周（肿瘤患者）")),
        Band(None, "C", lazy("C组（高于6分）：生存期可能短于3周（肿瘤患者）")),
    ),
)

# The clinician's prediction in weeks; estimates in days are shorter than the shortest class of PaP and count as it.
_WEEKS: dict[str | bool, Points] = {
    Prognosis.OVER_6M: 0,
    Prognosis.M3_6: 0,
    Prognosis.W11_12: 2,
    Prognosis.W9_10: Fraction(5, 2),
    Prognosis.W7_8: Fraction(5, 2),
    Prognosis.W5_6: Fraction(9, 2),
    Prognosis.W3_4: 6,
    Prognosis.W1_2: Fraction(17, 2),
    Prognosis.D4_7: Fraction(17, 2),
    Prognosis.D1_3: Fraction(17, 2),
    Prognosis.HOURS: Fraction(17, 2),
}
_PREDICTIONS: dict[str | bool, Any] = {code: code.label for code in Prognosis if code in _WEEKS}

# [V:PaP-PubMed, mdapp]: 0 to 17.5. KPS of exactly 30 gives 0 [G]; lymphocytes above 40 % give 0 [P].
PAP = Formula(
    "PaP",
    "1",
    lazy("姑息预后评分（PaP）"),
    "[V:PaP-PubMed]",
    (
        _sign("dyspnoea", lazy("呼吸困难"), 1),
        _sign("anorexia", lazy("食欲缺乏"), Fraction(3, 2)),
        Scale("kps", lazy("KPS"), 10, 100, 10, (Cut(Fraction(20), Fraction(5, 2)), Cut(None, 0))),
        Choice("clinical_prediction", lazy("医生预计生存期"), _WEEKS, _PREDICTIONS),
        Measure(
            "wbc",
            lazy("白细胞计数（×10⁹/L）"),
            0,
            1000,
            (Cut(Fraction(17, 2), 0), Cut(Fraction(11), HALF), Cut(None, Fraction(3, 2))),
        ),
        Measure(
            "lymphocytes",
            lazy("淋巴细胞百分比"),
            0,
            100,
            (Cut(Fraction(12), Fraction(5, 2), inclusive=False), Cut(Fraction(20), 1, inclusive=False), Cut(None, 0)),
        ),
    ),
    (
        Band(Fraction(11, 2), "A", lazy("A组（5.5分及以下）：30天生存率高于70%（肿瘤患者）")),
        Band(Fraction(11), "B", lazy("B组（5.6至11分）：30天生存率30%至70%（肿瘤患者）")),
        Band(None, "C", lazy("C组（高于11分）：30天生存率低于30%（肿瘤患者）")),
    ),
)
