"""Who reads how much of a transfer sheet, and how its rows are said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy

from .codes import Party, RequestStatus
from .request_life import HAS_THE_CASE

# From the acceptance to the end of the case the full name is needed for the handover, and not before.
FULL_SHEET = HAS_THE_CASE | {RequestStatus.ADMITTED}
_TREATS = frozenset({Party.SENDER_PHYSICIAN})
_TREATS_ONCE_TAKEN = frozenset({Party.RECEIVER_DECIDER})
NOT_AN_ORDER: Any = lazy("意愿记录，不是医嘱")


def treats(parties: Collection[Party], status: RequestStatus) -> bool:
    """Whether somebody is of the treating staff here: the receiver's physicians and head nurses once they took the case."""
    mine = set(parties)
    taken = status in FULL_SHEET or status is RequestStatus.CLOSED
    return bool(mine & _TREATS) or (taken and bool(mine & _TREATS_ONCE_TAKEN))


def medicine_words(row: Mapping[str, Any]) -> str:
    """A medicine as one line: name and strength, dose and how often, how many days are left of it."""
    parts = [str(row[part]) for part in ("name", "dose") if row.get(part)]
    left = [_("余%(n)s天", n=row["supply"])] if row.get("supply") else []
    return "　".join([*parts, *left])
