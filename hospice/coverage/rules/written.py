"""Days as they are written in a sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

from hospice.core.i18n import lazy

Words = tuple[Any, Any]  # sentence and evidence, both put into the reader's language when shown


def day_words(day: date) -> Any:
    """2028年6月30日."""
    return lazy("%(year)s年%(month)s月%(day)s日", year=day.year, month=day.month, day=day.day)
