"""A day and a time on the local clock, picked or typed."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any

import wtforms
from wtforms.widgets import DateTimeLocalInput

from hospice.core.clock import ZONE, local
from hospice.core.i18n import gettext as _
from hospice.web.forms import EARLIEST, LATEST, strip

PICKED = "%Y-%m-%dT%H:%M"  # how the browser's own control writes it
_TYPED = (PICKED, "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y年%m月%d日%H:%M", "%Y-%m-%dT%H:%M:%S")


class MomentField(wtforms.Field):
    """An instant, typed `2026-11-20 14:30`; what cannot be read is shown again as it was typed."""

    widget = DateTimeLocalInput()
    data: datetime | None
    raw_data: list[Any] | None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return local(self.data).strftime(PICKED) if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse in any of the usual shapes."""
        self.data = None
        text = unicodedata.normalize("NFKC", strip(valuelist[0])) if valuelist else ""
        if not text:
            return
        self.data = _read(text)
        if self.data is None:
            raise ValueError(_("请按年-月-日 时:分填写，例如2026-11-20 14:30。"))


def _read(text: str) -> datetime | None:
    for layout in _TYPED:
        try:
            found = datetime.strptime(text, layout).replace(tzinfo=ZONE)
        except ValueError:
            continue
        return found if EARLIEST <= found.date() <= LATEST else None
    return None
