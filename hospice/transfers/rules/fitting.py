"""Whether a free bed is for somebody: who may lie in it, isolation, and what the place must have. With reasons in words.

A bed has what was recorded of it. Nothing recorded is not known, and counts as not there: the clock gives no bed to
somebody for whom it may be wrong. People may still give it, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hospice.core.i18n import lazy
from hospice.facilities.rules.beds import BedFeature
from hospice.facilities.rules.places import Ability, BedSex
from hospice.patients.rules.clinical import Isolation
from hospice.patients.rules.codes import Sex

_SEX = {Sex.MALE: BedSex.MALE, Sex.FEMALE: BedSex.FEMALE}

# What belongs to the one bed, and what a unit that has it can bring to any of its beds.
OF_THE_BED = {Ability.ISOLATION: BedFeature.ISOLATION, Ability.SINGLE_ROOM: BedFeature.SINGLE_ROOM}
OF_THE_UNIT = {
    Ability.OXYGEN: BedFeature.OXYGEN,
    Ability.SUCTION: BedFeature.SUCTION,
    Ability.COMPANION: BedFeature.COMPANION,
}

_FEATURES = {**OF_THE_BED, **OF_THE_UNIT}

# [P] Contact precautions can be kept in a single room; droplets and air ask for a bed that was recorded for isolation.
KEEPS = {
    Isolation.CONTACT: frozenset({BedFeature.ISOLATION, BedFeature.SINGLE_ROOM}),
    Isolation.DROPLET: frozenset({BedFeature.ISOLATION}),
    Isolation.AIRBORNE: frozenset({BedFeature.ISOLATION}),
}


@dataclass(frozen=True, slots=True)
class BedNeed:
    """What somebody needs of a bed; no isolation means that nobody has asked for any."""

    sex: Sex
    isolation: Isolation | None = None
    abilities: frozenset[str] = frozenset()

    @property
    def isolates(self) -> bool:
        """Whether more than standard precautions are needed."""
        return self.isolation in KEEPS or Ability.ISOLATION.value in self.abilities


@dataclass(frozen=True, slots=True)
class FreeBed:
    """A bed that can be promised now."""

    id: int
    bed_no: str
    sex: BedSex
    features: frozenset[str] = frozenset()


WRONG_SEX = lazy("没有相应性别的空床")
NO_ISOLATION = lazy("需隔离，没有登记为可隔离的空床")


def needs_in_words(need: BedNeed) -> list[Any]:
    """What is special about the need: 需隔离, 需单间, 需吸氧."""
    return [lazy("需隔离")] * need.isolates + [lazy("需%(what)s", what=ability.label) for ability in _asked(need)]


def why_not(need: BedNeed, bed: FreeBed, unit_abilities: frozenset[str] = frozenset()) -> Any | None:
    """Why the bed is not for somebody; none where it is."""
    if bed.sex is not BedSex.ANY and need.sex in _SEX and _SEX[need.sex] is not bed.sex:
        return WRONG_SEX
    if need.isolates and not any(feature.value in bed.features for feature in _keeps(need)):
        return NO_ISOLATION
    for ability in _asked(need):
        in_unit = ability in OF_THE_UNIT and ability.value in unit_abilities
        if not in_unit and _FEATURES[ability].value not in bed.features:
            return lazy("需%(what)s，没有登记为%(what)s的空床", what=ability.label)
    return None


def suiting(need: BedNeed, beds: Iterable[FreeBed], unit_abilities: frozenset[str] = frozenset()) -> list[FreeBed]:
    """The beds that are for somebody; first those that others could use least, so that special ones stay free."""
    fit = [bed for bed in beds if why_not(need, bed, unit_abilities) is None]
    return sorted(fit, key=lambda bed: (len(bed.features), bed.sex is BedSex.ANY))


def why_none(need: BedNeed, beds: Iterable[FreeBed], unit_abilities: frozenset[str] = frozenset()) -> Any | None:
    """Why none of the beds is for somebody: what the nearest one lacks; none where one is for them."""
    reasons = [why_not(need, bed, unit_abilities) for bed in beds]
    if None in reasons:
        return None
    return next((why for why in reasons if why is not WRONG_SEX), WRONG_SEX if reasons else lazy("没有空床"))


def _asked(need: BedNeed) -> list[Ability]:
    """What is asked of a bed beside isolation; other abilities are the unit's, and were judged when it said yes."""
    return [ability for ability in _FEATURES if ability.value in need.abilities and ability is not Ability.ISOLATION]


def _keeps(need: BedNeed) -> frozenset[BedFeature]:
    kept = KEEPS.get(need.isolation) if need.isolation is not None else None
    return kept or frozenset({BedFeature.ISOLATION})
