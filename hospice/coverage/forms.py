"""What may be asked of coverage: which day, and as known when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hospice.core.clock import ZONE, now
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.web.forms import EARLIEST, DateField, Form, strip

from .queries.facts import end_of

_WITH_TIME = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S")


class MomentField(DateField):
    """An instant of the past on the local clock, typed `2026-11-01 14:30`; a mere day means its end."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse; what is to come, nobody can have known."""
        text = strip(valuelist[0]) if valuelist else ""
        self.data = None
        if not text:
            return
        at = _with_time(text)
        if at is None:
            super().process_formdata([text])
            at = end_of(self.data) if self.data else None
        self.data = at
        if at is not None and at.date() < EARLIEST:
            self.data = None
            raise ValueError(_("日期应在1900年到2100年之间。"))
        if at is not None and at > max(now(), end_of(now().astimezone(ZONE).date())):
            self.data = None
            raise ValueError(_("这个时间还没有到，当时所知不能晚于现在。"))


def _with_time(text: str) -> datetime | None:
    for layout in _WITH_TIME:
        try:
            return datetime.strptime(text, layout).replace(tzinfo=ZONE)
        except ValueError:
            continue
    return None


class AskForm(Form):
    """The line above every figure: 数据截至, and 按当时所知."""

    on = DateField(lazy("数据截至"))
    known_at = MomentField(lazy("按当时所知"))

    class Meta:
        """Asking changes nothing, so it needs no guard."""

        csrf = False
        locales = ("zh", "zh_CN")

    def typed(self) -> dict[str, Any]:
        """The valid answers as they stand in an address."""
        known_at: datetime | None = self.known_at.data
        said = {"on": self.on.data, "known_at": known_at and known_at.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M:%S")}
        return {name: str(value) for name, value in said.items() if value}
