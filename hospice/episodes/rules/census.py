"""What the beds of a unit come to at one moment (domain §2.3): occupied ≤ open ≤ installed, and the parts add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.facilities.rules.places import BedKind

from .faces import BedUse


class Census(NamedTuple):
    """Beds of a unit at one moment; `open` is the sum of free, held, occupied, cleaning, isolated and blocked."""

    installed: int
    open: int
    occupied: int
    held: int = 0
    cleaning: int = 0
    isolated: int = 0
    blocked: int = 0

    @property
    def staffed(self) -> int:
        """Open beds into which somebody could be put; a blocked bed is open and not staffed."""
        return self.open - self.blocked

    @property
    def free(self) -> int:
        """Beds that can be promised now."""
        return self.staffed - self.occupied - self.held - self.cleaning - self.isolated


def take(beds: Iterable[tuple[BedKind, BedUse]]) -> Census:
    """Count the beds that stand today. A bed of the establishment is installed and not open, unless somebody lies in it."""
    beds = list(beds)
    uses = Counter(use for kind, use in beds if kind is not BedKind.LICENSED or use is BedUse.OCCUPIED)
    return Census(
        len(beds),
        uses.total(),
        uses[BedUse.OCCUPIED],
        uses[BedUse.HELD],
        uses[BedUse.CLEANING],
        uses[BedUse.ISOLATION],
        uses[BedUse.BLOCKED],
    )


def refuse_imbalance(census: Census, reported_free: int | None = None) -> None:
    """Raise `Refused` for a declared report that cannot be: the sentence says which two figures disagree."""
    if min(census) < 0:
        raise Refused(_("床位数不能小于0。"))
    if census.open > census.installed:
        raise Refused(
            _(
                "开放床位（%(open)s）多于核定床位（%(installed)s），请再核对。",
                open=census.open,
                installed=census.installed,
            ),
            field="open",
        )
    if census.occupied > census.open:
        raise Refused(
            _("在住%(occupied)s人，多于开放床位（%(open)s），请再核对。", occupied=census.occupied, open=census.open),
            field="occupied",
        )
    if census.free < 0:
        raise Refused(
            _(
                "在住、已保留、清洁中、隔离和停用合计%(sum)s张，多于开放床位（%(open)s），请再核对。",
                sum=census.open - census.free,
                open=census.open,
            ),
            field="open",
        )
    if reported_free is not None and reported_free != census.free:
        raise Refused(
            _("空床填了%(typed)s张，按其余各项推算应为%(free)s张，请再核对。", typed=reported_free, free=census.free),
            field="free",
        )


def refuse_open_below_occupied(wanted_open: int, census: Census) -> None:
    """Raise `Refused` where a unit would have fewer open beds than people in them or promised them."""
    taken = census.occupied + census.held
    if wanted_open < taken:
        raise Refused(
            _(
                "现有%(occupied)s人在住，%(held)s张已保留，开放床位不能少于%(taken)s张。",
                occupied=census.occupied,
                held=census.held,
                taken=taken,
            ),
            field="open",
        )
