"""What is typed about a contradiction: why it is right after all, or to whom it goes."""

from __future__ import annotations

import wtforms

from hospice.core.i18n import lazy
from hospice.web.forms import Form, Length, Required


class ExplainForm(Form):
    """Why the situation is true as registered."""

    words = wtforms.TextAreaField(lazy("情况说明"), [Required(lazy("后来的人要看。")), Length(400)])


class HandOverForm(Form):
    """Who takes it; the first choice gives it back to the coordinators of the county."""

    to = wtforms.SelectField(lazy("交给"), choices=[])
