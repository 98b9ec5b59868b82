"""What is typed to sign in, to choose a password, to open an account and to give a role."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import wtforms
from wtforms.validators import StopValidation

from hospice.access.permissions import Role
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.regions.models import Level, Region
from hospice.web.forms import DateField, Form, Length, Required

from .rules import PASSWORD_MOST, password_fault


class SignInForm(Form):
    """Login and password."""

    login = wtforms.StringField(lazy("账号"), [Required(), Length(40)])
    password = wtforms.PasswordField(lazy("密码"), [Required(), Length(PASSWORD_MOST)], filters=[])


class PasswordForm(Form):
    """The old password, and the new one twice."""

    old = wtforms.PasswordField(lazy("现在的密码"), [Required(), Length(PASSWORD_MOST)])
    new = wtforms.PasswordField(lazy("新密码"), [Required()])
    again = wtforms.PasswordField(lazy("再输入一遍新密码"), [Required()])

    def __init__(self, *args: Any, login: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.login = login

    def validate_new(self, field: wtforms.Field) -> None:
        """Long, mixed, not easy to guess, and another one than before."""
        fault = password_fault(field.data, self.login)
        if fault:
            raise StopValidation(fault)
        if field.data == self.old.data:
            raise StopValidation(_("新密码与现在的一样，请换一个。"))

    def validate_again(self, field: wtforms.Field) -> None:
        """Typed twice the same."""
        if self.new.data and field.data != self.new.data:
            raise StopValidation(_("两遍输入的不一样，请再输入一遍。"))


class AccountForm(Form):
    """Who gets an account."""

    login = wtforms.StringField(
        lazy("账号（工号）"), [Required(), Length(40)], filters=[lambda text: text and text.lower()]
    )
    name = wtforms.StringField(lazy("姓名"), [Required(), Length(50)])
    workplace = wtforms.StringField(lazy("单位"), [Required(), Length(100)])
    position = wtforms.StringField(lazy("职务"), [Length(50)])
    phone = wtforms.StringField(lazy("手机号"), [Length(20)])


class GrantForm(Form):
    """A role, where, and until when."""

    role = wtforms.SelectField(lazy("角色"), default="")
    region = wtforms.SelectField(lazy("辖区"), default="")
    institution = wtforms.StringField(lazy("机构"), [Length(100)])
    until = DateField(lazy("截止日"))

    def __init__(self, *args: Any, regions: Iterable[Region] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [("", _("请选择")), *((role.value, role.words) for role in Role)]
        self.region.choices = region_choices(regions, _("不选"))

    def validate_role(self, field: wtforms.Field) -> None:
        """A role must be chosen."""
        if not field.data:
            raise StopValidation(_("请选择角色。"))


def region_choices(regions: Iterable[Region], empty: str) -> dict[str, list[tuple[str, str]]]:
    """Choices grouped by prefecture, `empty` first; `regions` come in the order of their paths."""
    groups: dict[str, list[tuple[str, str]]] = {}
    group = ""
    for region in regions:
        if region.level is not Level.COUNTY or not groups:
            group = region.name
        groups.setdefault(group, [] if groups else [("", empty)]).append((region.code, region.name))
    return groups or {empty: [("", empty)]}
