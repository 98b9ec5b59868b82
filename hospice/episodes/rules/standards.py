"""What is assumed about beds and reservations: the keys of domain §10 that this package uses, with their defaults.

All are assumptions [P], so every one can be changed by a dated rule and is shown as assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, Self

from .codes import Priority

HOLD_HOURS: Mapping[Priority, int] = MappingProxyType({Priority.URGENT: 4, Priority.PRIOR: 24, Priority.ROUTINE: 48})


@dataclass(frozen=True, slots=True)
class Standards:
    """The standards in force on a day; `bed_hold_hours` is the key `bed.hold_hours`."""

    # A class without hours is held until an agreed time.
    bed_hold_hours: Mapping[Priority, int] = field(default_factory=lambda: HOLD_HOURS)
    bed_fresh_hours: tuple[int, int] = (24, 72)  # up to the first fresh, up to the second ageing

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Read a mapping of configuration keys to JSON values; keys of others are passed over.

        Hours by class are `{"P1": 4, "P2": 24, "P3": 48}`, fresh hours `[24, 72]`. ValueError names the key whose
        value cannot be read.
        """
        known = {entry.name.replace("_", ".", 1): entry.name for entry in fields(cls)}
        return cls(**{known[key]: _read(key, value) for key, value in values.items() if key in known})


def _read(key: str, value: Any) -> Any:
    try:
        return _hours_by_class(value) if key == "bed.hold_hours" else _two_limits(value)
    except (TypeError, ValueError, AttributeError) as error:
        raise ValueError(f"{key}: {value!r} cannot be read") from error


def _hours_by_class(value: Any) -> Mapping[Priority, int]:
    return MappingProxyType({Priority(code): _hours(hours) for code, hours in value.items()})


def _two_limits(value: Any) -> tuple[int, int]:
    fresh, ageing = (_hours(hours) for hours in value)
    if fresh > ageing:
        raise ValueError("fresh must not last longer than ageing")
    return fresh, ageing


def _hours(value: Any) -> int:
    if type(value) is not int or value <= 0:
        raise ValueError("hours are whole and above nought")
    return value
