"""Handing over: one item signed, what is said of the person, what is not finished, the medicines, the full print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import wtforms

from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.web.forms import DateField, Form, IntegerField, Length, Required, choices, pairs

from ..models import HandoverNeed
from ..rules.handover import SIDES, HandoverItem
from ..services.amending import TypedNeed, mark_of

ALL = "ALL"
BLANK_ROWS = 3
MOST_ROWS = 30
MOST_DAYS = 365


def one_line_end(text: str | None) -> str:
    """Browsers send another end of a line than they were given."""
    return (text or "").replace("\r\n", "\n")


class SignForm(Form):
    """One item, or all that is left, signed for a side; or why it was not done."""

    item = wtforms.SelectField(
        lazy("事项"), choices=lambda: [*choices(HandoverItem), *pairs([(ALL, lazy("其余各项"))])]
    )
    side = wtforms.SelectField(lazy("哪一方"), choices=lambda: choices(SIDES))
    witness = wtforms.StringField(lazy("一同清点的另一位人员"), [Length(50)])
    undone = wtforms.HiddenField()
    not_done = wtforms.StringField(lazy("没有做的原因"), [Length(200)])

    def validate_not_done(self, field: wtforms.Field) -> None:
        """Left undone is only what somebody gives a reason for."""
        if self.undone.data and not field.data:
            raise wtforms.ValidationError(_("请写明没有做的原因。"))


class DomainsForm(Form):
    """What is said of the four domains."""

    body = wtforms.TextAreaField(
        lazy("身体"), [Length(1000)], filters=[one_line_end], description=lazy("症状、进食、睡眠、皮肤和活动")
    )
    mind = wtforms.TextAreaField(
        lazy("心理"), [Length(1000)], filters=[one_line_end], description=lazy("情绪、对病情的了解、最担心的事")
    )
    social = wtforms.TextAreaField(
        lazy("社会"), [Length(1000)], filters=[one_line_end], description=lazy("谁在照护、家里的难处、要联系的人")
    )
    meaning = wtforms.TextAreaField(
        lazy("意义与信念"), [Length(1000)], filters=[one_line_end], description=lazy("看重什么、信仰、未了的心愿")
    )


class MedicineForm(Form):
    """Medicines over the change of place."""

    last_doses = wtforms.TextAreaField(
        lazy("末次用药和下次用药"),
        [Length(400)],
        filters=[one_line_end],
        description=lazy("药名、剂量、末次时间、下次该用的时间"),
    )
    on_opioid = wtforms.RadioField(
        lazy("阿片类药"),
        choices=lambda: pairs([("", lazy("未填")), ("yes", lazy("在使用")), ("no", lazy("没有使用"))]),
        default="",
    )
    opioid_days_left = IntegerField(lazy("还可用几天"), most=MOST_DAYS, description=lazy("带走的药按现用量算"))
    next_prescriber = wtforms.StringField(lazy("下次由谁开药"), [Length(100)], description=lazy("单位、科室或医生"))
    next_contact_on = DateField(lazy("下次开药人首次接诊的日期"))

    @classmethod
    def of(cls, record: Any, **kwargs: Any) -> Self:
        """The form as it is filled with what is stored."""
        form = cls(obj=record, **kwargs)
        form.on_opioid.data = {True: "yes", False: "no", None: ""}[record.on_opioid]
        return form

    @property
    def values(self) -> dict[str, Any]:
        """The columns; without an opioid there is nothing to bridge."""
        said = {"yes": True, "no": False}.get(self.on_opioid.data)
        bridged = said is not False
        return {
            "last_doses": self.last_doses.data or "",
            "on_opioid": said,
            "opioid_days_left": self.opioid_days_left.data if bridged else None,
            "next_prescriber": (self.next_prescriber.data or "") if bridged else "",
            "next_contact_on": self.next_contact_on.data if bridged else None,
        }


class NeedRow(Form):
    """One thing that is not finished."""

    class Meta(Form.Meta):
        """The guard stands once, in the form of all rows."""

        csrf = False

    number = wtforms.HiddenField()
    seen = wtforms.HiddenField()
    words = wtforms.StringField(lazy("没有办完的事"), [Length(200)])
    owner = wtforms.StringField(lazy("由谁负责"), [Length(100)])
    due = DateField(lazy("完成日期"))

    def validate_words(self, field: wtforms.Field) -> None:
        """Whoever names an owner or a day says for what."""
        if not field.data and not self.number.data and (self.owner.data or self.due.data):
            raise wtforms.ValidationError(_("请写明是什么事。"))

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in the row."""
        return not (self.number.data or self.words.data)

    @property
    def typed(self) -> TypedNeed:
        """What was typed in this row."""
        number = int(self.number.data) if (self.number.data or "").isdecimal() else None
        return TypedNeed(number, self.words.data or "", self.owner.data or "", self.due.data, self.seen.data or "")


class NeedsForm(Form):
    """All rows of what is not finished, and several blank ones."""

    def __init__(self, formdata: Any = None, needs: Sequence[HandoverNeed] = ()) -> None:
        super().__init__(formdata)
        self.rows = _rows_of(needs) if formdata is None else _typed_rows(formdata)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """All rows, and the guard."""
        rows = [row.validate() for row in self.rows]
        return super().validate(extra_validators) and all(rows)

    def refuse(self, refused: Refused) -> None:
        """A refusal stands above the rows."""
        self.form_errors = [*self.form_errors, refused.message]

    def all_errors(self) -> list[tuple[str | None, str, str]]:
        """Those of the form, then those of the rows."""
        return super().all_errors() + [error for row in self.rows for error in row.all_errors()]

    def see(self, marks: Mapping[int, str]) -> None:
        """What stands there now has been shown, so that it can be written over; what is gone becomes a new row."""
        for row in self.rows:
            row.seen.data = marks.get(row.typed.id or 0, "")
            row.number.data = row.number.data if row.seen.data else ""

    def blank(self) -> None:
        """Have several blank rows at the end, as many as the page can hold."""
        blank = sum(row.is_blank for row in self.rows)
        for _missing in range(min(BLANK_ROWS - blank, MOST_ROWS - len(self.rows))):
            self.rows.append(NeedRow(prefix=f"n{len(self.rows)}-"))


class RevealForm(Form):
    """The full print: for what it is needed."""

    purpose = wtforms.StringField(
        lazy("用途"),
        [Required(), Length(100)],
        description=lazy("例如：转运交接，随患者携带。用途和您的姓名会记入审计。"),
    )


def _typed_rows(formdata: Any) -> list[NeedRow]:
    rows: list[NeedRow] = []
    while len(rows) < MOST_ROWS and f"n{len(rows)}-words" in formdata:
        rows.append(NeedRow(formdata, prefix=f"n{len(rows)}-"))
    return rows


def _rows_of(needs: Sequence[HandoverNeed]) -> list[NeedRow]:
    return [
        NeedRow(prefix=f"n{place}-", number=str(need.id), seen=mark_of(need), words=need.words, owner=need.owner or "",
                due=need.due)
        for place, need in enumerate(needs[:MOST_ROWS])
    ]  # fmt: skip
