"""The base of every form: CSRF, stripped text, Chinese messages, and validators that say what to do."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import wtforms
from flask import abort, current_app, request, session
from wtforms.csrf.session import SessionCSRF
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation, ValidationError

from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _

CSRF_FIELD = "csrf_token"  # WTForms' own name of it
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)


# What stands at the ends of a pasted text and cannot be seen: blanks, and marks without width.
_UNSEEN = " \t\r\n\u3000\u00a0\ufeff\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060"


def strip(value: Any) -> Any:
    """Text without the blanks that come along when it is pasted, the ideographic one included."""
    return value.strip(_UNSEEN) if isinstance(value, str) else value


class Form(wtforms.Form):
    """A form that guards against forged posts and strips what is typed."""

    form_errors: list[Any]

    class Meta:
        """WTForms' own settings."""

        csrf = True
        csrf_class = SessionCSRF
        csrf_time_limit = timedelta(hours=8)
        locales = ("zh", "zh_CN")

        @property
        def csrf_secret(self) -> bytes:
            """The application's secret."""
            return str(current_app.config["SECRET_KEY"]).encode()

        @property
        def csrf_context(self) -> Any:
            """The browser's session."""
            return session

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """Every field strips first."""
            filters = [strip, *unbound_field.kwargs.get("filters", ())]
            if issubclass(unbound_field.field_class, wtforms.FieldList | wtforms.FormField | wtforms.FileField):
                filters = list(unbound_field.kwargs.get("filters", ()))
            return unbound_field.bind(form=form, **{**options, "filters": filters} if filters else options)

    def refuse(self, refused: Refused) -> None:
        """Show a refusal beside the field that it names, or above the form."""
        if refused.field and refused.field in self._fields:
            self._fields[refused.field].errors = [*self._fields[refused.field].errors, refused.message]
        else:
            self.form_errors = [*self.form_errors, refused.message]

    def all_errors(self) -> list[tuple[str | None, str, str]]:
        """(field id, label, sentence) of every error, in the order of the form: for the summary above it."""
        general: list[tuple[str | None, str, str]] = [(None, "", str(text)) for text in self.form_errors]
        wrong = [field for field in self._fields.values() if field.errors]
        return general + [(field.id, str(field.label.text), str(next(iter(field.errors)))) for field in wrong]


class Required:
    """Something must be typed; `why` says what it is needed for."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads it from the class

    def __init__(self, why: Any = "") -> None:
        self.why = why

    def __call__(self, form: Any, field: wtforms.Field) -> None:
        """Stop at an empty field; where something was typed that is not understood, that sentence stays."""
        if field.data or field.data == 0:
            return
        raise StopValidation() if field.errors else StopValidation(_("请填写。") + str(self.why))


class Length:
    """At most `most` characters."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.field_flags = {"maxlength": most}

    def __call__(self, form: Any, field: wtforms.Field) -> None:
        """Say how long it is and how long it may be."""
        if field.data and len(field.data) > self.most:
            raise StopValidation(_("最多%(most)s个字，您填了%(has)s个。", most=self.most, has=len(field.data)))


class DateField(wtforms.DateField):
    """A typed date, `2026-11-22`; also `2026/11/22`, `2026.11.22`, `20261122`, `2026年11月22日`, and full-width digits."""

    data: Any

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("format", ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"])
        super().__init__(label, validators, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse, and refuse days that no document of this field can carry."""
        if not valuelist or not strip(valuelist[0]):
            self.data = None
            return
        try:
            super().process_formdata([unicodedata.normalize("NFKC", strip(valuelist[0]))])
        except ValueError:
            raise ValueError(_("请按年-月-日填写，例如2026-11-22。")) from None
        if self.data is not None and not EARLIEST <= self.data <= LATEST:
            self.data = None
            raise ValueError(_("日期应在1900年到2100年之间。"))


class IntegerField(wtforms.IntegerField):
    """A whole number between `least` and `most`; full-width digits are understood."""

    raw_data: list[Any] | None

    def __init__(
        self, label: Any = None, validators: Any = None, least: int = 0, most: int = 99999, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.least, self.most = least, most

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse, and say the range when it is left."""
        text = strip(valuelist[0]) if valuelist else ""
        if not text:
            self.data, self.raw_data = None, []  # blanks are no input
            return
        try:
            self.data = int(text) if len(text) <= 12 else None
        except ValueError:
            self.data = None
        if self.data is None or not self.least <= self.data <= self.most:
            raise ValueError(_("请填%(least)s到%(most)s之间的整数。", least=self.least, most=self.most))


def choices(codes: Iterable[Any], empty: Any = None) -> list[SelectChoice]:
    """Choices of a select from a code list; `empty` is the word of the neutral first option."""
    return pairs(((code.value, code.label) for code in codes), empty)


def pairs(options: Iterable[tuple[str, Any]], empty: Any = None) -> list[SelectChoice]:
    """Choices of a select from (value, words); `empty` is the word of the neutral first option."""
    listed = [SelectChoice(value, words) for value, words in options]
    return [SelectChoice("", empty), *listed] if empty is not None else listed


class Action(Form):
    """A button that only acts: a form without fields, for its guard against forged posts."""


class _Sent:
    """The guard as a post carries it, for WTForms to judge."""

    def __init__(self, data: str | None) -> None:
        self.data = data

    def gettext(self, text: str) -> str:
        """Nobody reads why: whoever forges gets one answer."""
        return text


def checked_action() -> None:
    """Answer 400 unless the present post carries the guard that our own page gave it.

    WTForms judges as it does for `Action`, only without a form being put together for one hidden field.
    """
    judge = SessionCSRF()
    judge.form_meta = Form.Meta()
    if "csrf" not in session:
        abort(400)
    try:
        judge.validate_csrf_token(None, _Sent(request.form.get(CSRF_FIELD)))
    except ValidationError:
        abort(400)
