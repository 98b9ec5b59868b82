"""A list of medicines read for its opioids. What is missing makes the estimate incomplete, never nought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.facilities.rules.codes import Coded
from hospice.patients.rules.scores.opioids import Dose, Medd, Opioid, Route, medd
from hospice.patients.rules.standards import Standards

from .answers import number


class Way(Coded):
    """How a medicine is given; only some ways have a factor for opioids."""

    ORAL = "ORAL", lazy("口服")
    INJECTED = "INJECTED", lazy("皮下或静脉")
    PATCH = "PATCH", lazy("透皮贴剂")
    OTHER = "OTHER", lazy("其他途径")


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is shown of the opioids: a figure or a lower bound, and what is not in it."""

    medd: Medd
    without: tuple[str, ...]  # opioids whose amount or way nobody can reckon with

    @property
    def is_complete(self) -> bool:
        """Whether every opioid of the list is in the figure."""
        return self.medd.value is not None and not self.without

    @property
    def words(self) -> str:
        """The figure with what it lacks."""
        figure = number(self.medd.known_part)
        if self.is_complete:
            return _("约%(n)s毫克/日", n=figure)
        return _("不完整，已知部分约%(n)s毫克/日", n=figure) if self.medd.known_part else _("不完整，无法估计")

    @property
    def gaps(self) -> list[str]:
        """What is not in the figure."""
        found = [str(self.medd.reading)] if self.medd.unknown else []
        if self.without:
            found.append(_("%(names)s缺24小时总量或途径，未计入", names="、".join(self.without)))
        return found


def amount(text: str) -> Decimal | None:
    """A typed amount above nought, exact."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and found > 0 else None


def estimate(rows: Iterable[Mapping[str, Any]], standards: Standards) -> Estimate | None:
    """The opioids of a list; none where there is no opioid in it."""
    opioids = [row for row in rows if row.get("opioid")]
    if not opioids:
        return None
    read = [(row, _dose(row)) for row in opioids]
    without = tuple(str(row.get("name") or Opioid(row["opioid"]).label) for row, dose in read if dose is None)
    return Estimate(medd([dose for _row, dose in read if dose is not None], standards), without)


def _dose(row: Mapping[str, Any]) -> Dose | None:
    per_day = amount(str(row.get("per_day") or ""))
    if per_day is None or row.get("way") not in {way.value for way in Route}:
        return None
    return Dose(Opioid(row["opioid"]), Route(row["way"]), per_day)
