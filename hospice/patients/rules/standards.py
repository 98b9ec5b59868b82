"""What is assumed about patients: the keys of domain §10 that the scores and their alerts use, with their defaults.

All are assumptions [P] or general knowledge [G], so every one can be changed by a dated rule and is shown as assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Standards:
    """The limits in force on a day; `medd_alert` is the key `medd.alert`."""

    medd_alert: int = 120  # mg of oral morphine a day
    nrs_alert: int = 7  # domain §3.2
    nrs_reassess: int = 4  # domain §3.2
    carer_strain_task: int = 7  # domain §3.2: from here on a social worker is asked

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Read a mapping of configuration keys to JSON values; keys of others are passed over.

        ValueError names the key whose value is not a whole number.
        """
        known = {entry.name.replace("_", ".", 1): entry.name for entry in fields(cls)}
        for key in known.keys() & values.keys():
            if type(values[key]) is not int:
                raise ValueError(f"{key}: {values[key]!r} is not a whole number")
        return cls(**{known[key]: value for key, value in values.items() if key in known})
