"""Pages: the audit trail, read-only. Reading it leaves a row in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.access.scope import Scope
from hospice.core.clock import today
from hospice.core.db import db, unit_of_work
from hospice.core.events import publish
from hospice.core.i18n import gettext as _
from hospice.web.spreadsheets import download, workbook

from . import queries, words
from .events import AuditExported, AuditRead
from .forms import FilterForm
from .models import AuditEvent

bp = Blueprint("audit", __name__)

MOST_EXPORTED = 50_000


@bp.get("/audit")
@requires(Permission.AUDIT_READ)
def index() -> Any:
    """Rows, newest first, from a row on."""
    form = FilterForm(request.args)
    if not form.validate():
        return _page(form, [], None), 422
    before = request.args.get("before", type=int)
    before = before if before is not None and 0 < before < 2**62 else None
    scope, wish = _scope(), form.wish()
    with unit_of_work() as work:
        publish(AuditRead(actor_id=actor().id, subject="audit", details=wish.as_details()))
        rows = queries.rows(work, scope, wish, before, queries.PER_PAGE + 1)
    shown = rows[: queries.PER_PAGE]
    return _page(form, shown, shown[-1].id if len(rows) > len(shown) else None)


def _scope() -> Scope:
    return actor().scope(Permission.AUDIT_READ)


def who(row: AuditEvent) -> str:
    """Who did it: by name, or what acted without one."""
    return row.actor_name or (_("未登录的人") if row.address else _("系统命令"))


def _readable(field: Any) -> str:
    """What was asked in this field, for links to carry on; nothing where it could not be read."""
    return "" if field.errors else request.args.get(field.name, "")


def _page(form: FilterForm, rows: Sequence[AuditEvent], older: int | None) -> str:
    kept: dict[str, Any] = {field.name: value for field in form if (value := _readable(field))}
    return render_template(
        "audit/index.html",
        form=form,
        rows=rows,
        names=queries.names(db.session(), {row.subject for row in rows}),
        words=words,
        who=who,
        older=url_for("audit.index", **kept, before=older) if older else None,
        newest=url_for("audit.index", **kept) if "before" in request.args else None,
        export=url_for("audit.export", **kept),
    )


@bp.get("/audit.xlsx")
@requires(Permission.AUDIT_READ)
def export() -> Any:
    """The wanted rows as a spreadsheet, the newest 50,000 of them."""
    form = FilterForm(request.args)
    if not form.validate():
        return _page(form, [], None), 422
    scope, wish = _scope(), form.wish()
    with unit_of_work():
        publish(AuditExported(actor_id=actor().id, subject="audit", details=wish.as_details()))
    head = [_("时间"), _("人员"), _("角色"), _("事项"), _("对象"), _("网络地址"), _("详情")]
    note = _("审计记录，新的在前，最多%(most)s行。", most=MOST_EXPORTED)
    body = workbook(_("审计记录"), head, _cells(db.session(), scope, wish), note)
    return download(body, _("审计记录%(day)s", day=today().isoformat()))


def _cells(session: Session, scope: Scope, wish: queries.Wish) -> Iterator[list[Any]]:
    for batch in queries.all_rows(session, scope, wish, MOST_EXPORTED):
        names = queries.names(session, {row.subject for row in batch})
        for row in batch:
            subject = names.get(row.subject, row.subject)
            deed, more = words.label(row.action), json.dumps(row.details, ensure_ascii=False) if row.details else ""
            yield [row.at, who(row), words.roles(row.actor_roles), deed, subject, row.address, more]
