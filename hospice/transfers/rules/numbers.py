"""The number of a transfer that people say on the telephone: `2026-1120-037`, the 37th that was begun on 20 November."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_TYPED = re.compile(r"(\d{4})-?(\d{4})-?(\d{1,6})", re.ASCII)
SHORTEST = 3  # digits of the running number; a day with a thousand and more takes four


def spoken(day: date, running: int) -> str:
    """The number of the transfer that was begun as the so-many-th on the day."""
    return f"{day:%Y-%m%d}-{running:0{SHORTEST}d}"


def typed(text: str) -> str | None:
    """A number as somebody types it, `20261120037` or with full-width digits; none where it is no number."""
    plain = re.sub(r"[\s—–－_/]+", "-", unicodedata.normalize("NFKC", text).strip())
    found = _TYPED.fullmatch(plain)
    return f"{found[1]}-{found[2]}-{found[3].lstrip('0').zfill(SHORTEST)}" if found else None
