"""Who may do what: drawn from the very table that decides it."""

from __future__ import annotations

from flask import render_template

from hospice.access.guards import signed_in
from hospice.access.permissions import ADMINISTRATORS, AT_INSTITUTION, ROLES, Permission, Reach, Role
from hospice.core.i18n import gettext as _

from .blueprint import bp


@bp.get("/roles")
@signed_in
def roles() -> str:
    """One table: permission × role, with the reach in words."""
    reach = {Reach.OWN: _("本辖区"), Reach.NETWORK: _("全网")}
    own_house = {**reach, Reach.OWN: _("本机构")}
    words = {
        role: {permission: (own_house if role in AT_INSTITUTION else reach)[how] for permission, how in given.items()}
        for role, given in ROLES.items()
    }
    tables = [
        (_("办事的角色"), [role for role in Role if role not in ADMINISTRATORS]),
        (_("三类管理员"), [role for role in Role if role in ADMINISTRATORS]),
    ]
    return render_template("accounts/roles.html", permissions=list(Permission), reach=words, tables=tables)
