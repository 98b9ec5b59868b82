"""What an officer says when sending something back."""

from __future__ import annotations

import wtforms

from hospice.core.i18n import lazy
from hospice.web.forms import Form, Length, Required


class SendBackForm(Form):
    """Why a proposal is not accepted."""

    reason = wtforms.TextAreaField(lazy("退回原因"), [Required(lazy("登记人要照此补充。")), Length(400)])
