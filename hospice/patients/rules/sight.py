"""Infections that only the treating staff see (domain §7.4 S29): shown to them, told to others only as there being one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .clinical import NAMED_STAFF_ONLY, Infection


class Seen(NamedTuple):
    """What somebody may read, and whether there is more that must be told in person."""

    shown: tuple[Infection, ...]
    has_more: bool


def infections_seen(codes: Iterable[str], *, treats: bool) -> Seen:
    """What of the infections may be shown to somebody who treats the patient now, or does not."""
    known = [Infection(code) for code in codes]
    shown = tuple(code for code in known if treats or code not in NAMED_STAFF_ONLY)
    return Seen(shown, len(shown) < len(known))


def infections_kept(typed: Iterable[str], before: Iterable[str], *, treats: bool) -> list[str]:
    """What is stored when somebody who does not see all of them says what there is: the unseen ones stay."""
    unseen = set() if treats else NAMED_STAFF_ONLY & {Infection(code) for code in before}
    said = {Infection(code) for code in typed} - ({Infection.NONE} if unseen else set())
    return [code.value for code in Infection if code in said | unseen]
