"""What a primary facility declares, its end, and its monthly count."""

from __future__ import annotations

from datetime import date
from typing import Any

import wtforms
from wtforms.validators import InputRequired

from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.web.forms import EARLIEST, LATEST, DateField, Form, IntegerField, Length, Required, choices, strip

from ..rules.codes import ServiceMode


class MonthField(wtforms.StringField):
    """A typed month, `2026-10`; its data is the first day."""

    def _value(self) -> str:
        return f"{self.data:%Y-%m}" if isinstance(self.data, date) else (self.raw_data or [""])[0]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Parse, and say the shape where it is another."""
        text = strip(valuelist[0]) if valuelist else ""
        self.data = None
        if not text:
            return
        year, _dash, month = text.replace("年", "-").replace("月", "").replace("/", "-").partition("-")
        try:
            first = date(int(year[:6]), int(month[:6]), 1)
        except ValueError:
            raise ValueError(_("请按年-月填写，例如2026-10。")) from None
        if not EARLIEST <= first <= LATEST:
            raise ValueError(_("日期应在1900年到2100年之间。"))
        self.data = first


class DeclarationForm(Form):
    """How the facility provides hospice care from a day on."""

    modes = wtforms.SelectMultipleField(
        lazy("服务方式"),
        choices=lambda: choices(ServiceMode),
        widget=wtforms.widgets.ListWidget(prefix_label=False),
        option_widget=wtforms.widgets.CheckboxInput(),
    )
    trained_physicians = IntegerField(
        lazy("受过培训的医师（名）"), [InputRequired(lazy("请填写，没有填0。"))], most=999
    )
    trained_nurses = IntegerField(lazy("受过培训的护士（名）"), [InputRequired(lazy("请填写，没有填0。"))], most=999)
    valid_from = DateField(lazy("自哪一天起"), [Required()])
    document_no = wtforms.StringField(lazy("依据文号"), [Length(120)])
    reason = wtforms.StringField(lazy("变更说明"), [Length(400)])


class EndForm(Form):
    """From when the facility no longer provides."""

    ended_on = DateField(lazy("自哪一天起不再提供"), [Required()])
    end_reason = wtforms.StringField(lazy("终止原因"), [Required(), Length(400)])


class ActivityForm(Form):
    """How many services were delivered in a month."""

    month = MonthField(lazy("月份"), [Required()], description=lazy("年-月，例如2026-10"))
    services = IntegerField(lazy("服务人次"), [InputRequired(lazy("请填写，没有填0。"))], most=99999)
    activity_reason = wtforms.StringField(
        lazy("订正原因"), [Length(400)], description=lazy("这个月已报过、现在更改时填写")
    )
