"""Where somebody died, and what that says of a stay: a death at home or on the way is none of a ward (domain §3.5)."""

from __future__ import annotations

from collections.abc import Iterable

from hospice.core.i18n import gettext as _
from hospice.patients.rules.codes import DeathPlace
from hospice.patients.rules.wishes import Setting

# In which kinds of stay the patient was, where somebody died there.
_WHERE = {
    DeathPlace.FACILITY: frozenset({Setting.WARD, Setting.COMMUNITY, Setting.CENTER}),
    DeathPlace.ELDER_CARE: frozenset({Setting.COMMUNITY}),
    DeathPlace.HOME: frozenset({Setting.HOME}),
}


def died_here(setting: Setting, *, in_bed: bool, place: DeathPlace | None) -> bool:
    """Whether the patient died in this stay: it is one of lying there, not of visits, and it is of that place."""
    return in_bed and place is not None and setting in _WHERE.get(place, frozenset())


def presumed(stays: Iterable[tuple[Setting, bool]]) -> DeathPlace | None:
    """Where somebody died of whom nobody says it: where the patient lay; none where that is not known."""
    lying = next((setting for setting, in_bed in stays if in_bed), None)
    if lying is None:
        return None
    return DeathPlace.HOME if lying is Setting.HOME else DeathPlace.FACILITY


def elsewhere(place: DeathPlace | None) -> str:
    """Why a stay ended in which the patient did not die."""
    known = place is not None and place is not DeathPlace.UNKNOWN
    return _("患者离世，地点：%(place)s", place=place.label) if known and place else _("患者离世，地点不详")
