"""MEDD: what the opioids of a day amount to in oral morphine (domain §3.2). An estimate, not for switching doses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.facilities.rules.codes import Coded

from ..standards import Standards
from .result import CLINICIAN_DECIDES

NOT_FOR_SWITCHING = lazy("估计值，不得用于阿片类药物换算或换药。")


class Route(Coded):
    """How an opioid is given."""

    ORAL = "ORAL", lazy("口服")
    INJECTED = "INJECTED", lazy("皮下或静脉")
    PATCH = "PATCH", lazy("透皮贴剂")


class Opioid(Coded):
    """Opioids that a list can name; not each of them has a factor."""

    MORPHINE = "MORPHINE", lazy("吗啡")
    OXYCODONE = "OXYCODONE", lazy("羟考酮")
    HYDROMORPHONE = "HYDROMORPHONE", lazy("氢吗啡酮")
    CODEINE = "CODEINE", lazy("可待因")
    TRAMADOL = "TRAMADOL", lazy("曲马多")
    TAPENTADOL = "TAPENTADOL", lazy("他喷他多")
    FENTANYL = "FENTANYL", lazy("芬太尼")
    METHADONE = "METHADONE", lazy("美沙酮")
    BUPRENORPHINE = "BUPRENORPHINE", lazy("丁丙诺啡")
    PETHIDINE = "PETHIDINE", lazy("哌替啶")
    OTHER = "OTHER", lazy("其他阿片类药")


class Dose(NamedTuple):
    """A drug and its amount: mg in 24 hours, or for a patch its strength in µg/h.

    Breakthrough doses are those actually given in the last 24 hours, not those allowed.
    """

    drug: Opioid
    route: Route
    amount: int | Decimal | Fraction


Factors = Mapping[tuple[Opioid, Route], Fraction]


@dataclass(frozen=True, slots=True)
class FactorTable:
    """One version of the factors; a pair that is not in it is unknown, never nought."""

    version: str
    source: str
    factors: Factors


_O, _R = Opioid, Route
CDC2022 = FactorTable(
    "CDC2022",
    "[V:CDC2022]",
    {
        (_O.MORPHINE, _R.ORAL): Fraction(1),
        (_O.MORPHINE, _R.INJECTED): Fraction(3),  # [V:secondary]
        (_O.OXYCODONE, _R.ORAL): Fraction(3, 2),
        (_O.HYDROMORPHONE, _R.ORAL): Fraction(5),
        (_O.CODEINE, _R.ORAL): Fraction(15, 100),
        (_O.TRAMADOL, _R.ORAL): Fraction(1, 5),
        (_O.TAPENTADOL, _R.ORAL): Fraction(2, 5),
        (_O.FENTANYL, _R.PATCH): Fraction(12, 5),  # mg a day for each µg/h
    },
)
# Chinese tables commonly count a fentanyl patch twice its strength [G].
CHINA = FactorTable("CN", "[G]", {**CDC2022.factors, (_O.FENTANYL, _R.PATCH): Fraction(2)})


@dataclass(frozen=True, slots=True)
class Medd:
    """The estimate; `value` is none where a drug has no factor, and `known_part` is then a lower bound."""

    version: str
    source: str
    inputs: tuple[Dose, ...]
    known_part: Fraction
    unknown: tuple[Dose, ...]
    reading: Any
    alert: bool
    caution: Any = NOT_FOR_SWITCHING
    statement: Any = CLINICIAN_DECIDES

    @property
    def value(self) -> Fraction | None:
        """Milligrams of oral morphine a day."""
        return None if self.unknown else self.known_part


def medd(doses: Iterable[Dose], standards: Standards, table: FactorTable = CDC2022) -> Medd:
    """Add up the opioids of a day. A dose that is not above nought is refused, and the drug named."""
    doses = tuple(doses)
    for dose in doses:
        _refuse_amount(dose)
    unknown = tuple(dose for dose in doses if (dose.drug, dose.route) not in table.factors)
    known = sum(
        (Fraction(dose.amount) * table.factors[dose.drug, dose.route] for dose in doses if dose not in unknown),
        Fraction(0),
    )
    alert = known >= standards.medd_alert
    return Medd(table.version, table.source, doses, known, unknown, _reading(unknown), alert)


def _refuse_amount(dose: Dose) -> None:
    if isinstance(dose.amount, float | bool):
        raise TypeError(f"{dose.drug}: give an exact amount, not {dose.amount!r}")
    if (isinstance(dose.amount, Decimal) and not dose.amount.is_finite()) or dose.amount <= 0:
        raise Refused(_("“%(drug)s”的剂量应大于0。没有使用的，请不要列入。", drug=dose.drug.label), field="amount")


def _reading(unknown: tuple[Dose, ...]) -> Any:
    if not unknown:
        return lazy("每日口服吗啡当量（毫克）")
    names = "、".join(dict.fromkeys(f"{dose.drug.label}（{dose.route.label}）" for dose in unknown))
    if any(dose.drug is Opioid.METHADONE for dose in unknown):
        return lazy("不完整：%(names)s未计入；美沙酮须由专科换算", names=names)
    return lazy("不完整：%(names)s没有换算系数，未计入", names=names)
