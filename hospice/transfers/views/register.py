"""Pages: the register of transfers. Who works in a house sees its patients masked, everybody else sees nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, render_template, request, url_for

from hospice.access.guards import actor, allowed, requires
from hospice.access.permissions import Permission
from hospice.access.scope import Scope
from hospice.core.clock import today
from hospice.core.db import db, unit_of_work
from hospice.core.events import publish
from hospice.core.i18n import gettext as _
from hospice.episodes.rules.codes import Priority
from hospice.episodes.rules.faces import PRIORITY_FACES
from hospice.facilities.queries import areas
from hospice.web.spreadsheets import download, workbook

from ..events import RegisterExported
from ..forms.register import RegisterForm
from ..queries import register
from ..queries.cases import standards_now
from ..queries.promptness import Promptness, promptness
from ..queries.ticking import ticking
from ..rules.faces import face
from ..rules.numbers import typed
from . import entries
from .rows import Names

bp = Blueprint("register", __name__)

MOST_EXPORTED = 50_000
LEAST_CELL = 5  # `qc.min_n` [P]: fewer than so many are not told to those who see no patients (domain §7.3)


def _scope() -> Scope:
    return actor().scope(Permission.REGISTER_READ)


def _form() -> RegisterForm:
    _own, below = areas.choices(db.session(), _scope())
    return RegisterForm(request.args, [*(_own if len(_own) > 1 else []), *below])


@bp.get("/transfers/register")
@requires(Permission.REGISTER_READ)
def index() -> Any:
    """All transfers of an area, filtered."""
    form = _form()
    if not form.validate():
        return _page(form, [], 0, None, []), 422
    session, scope, wish = db.session(), _scope(), form.wish()
    before = typed(request.args.get("before", ""))
    found = register.entries(session, scope, wish, before, register.PER_PAGE + 1)
    shown = found[: register.PER_PAGE]
    older = shown[-1].number if len(found) > len(shown) else None
    total = register.total(session, scope, wish) if before or older else len(shown)
    return _page(form, shown, total, older, _lines(promptness(session, scope, wish)))


def _lines(found: dict[Priority, Promptness]) -> list[dict[str, Any]]:
    """The table of promptness, the most urgent class first."""
    standards = standards_now(db.session())[0]
    return [
        {
            "face": PRIORITY_FACES[priority],
            "limit": standards.sla_answer[priority].words,
            "n": found[priority].in_time,
            "d": found[priority].due,
            "median": entries.length(found[priority].percentile(50)),
            "most": entries.length(found[priority].percentile(90)),
            "told": bool(_scope().institutions) or found[priority].due >= LEAST_CELL,
        }
        for priority in Priority
        if priority in found
    ]


def _page(
    form: RegisterForm, shown: list[register.Entry], total: int, older: str | None, lines: list[dict[str, Any]]
) -> str:
    kept: dict[str, Any] = {field.name: request.args.get(field.name, "") for field in form if not field.errors}
    kept = {name: value for name, value in kept.items() if value}
    names = _names(shown)
    return render_template(
        "register/index.html",
        form=form,
        rows=[entries.drawn(entry, names, _scope()) for entry in shown],
        total=total,
        older=url_for("register.index", **kept, before=older) if older else None,
        newest=url_for("register.index", **kept) if "before" in request.args else None,
        export=url_for("register.sheet", **kept),
        lines=lines,
        least=LEAST_CELL,
        face=face,
        clock=ticking(db.session()),
        opens=allowed(Permission.TRANSFERS_READ),
        most_exported=MOST_EXPORTED,
    )


def _names(shown: list[register.Entry]) -> Names:
    asked = [answer for entry in shown for answer in entry.answers]
    houses = {entry.institution_id for entry in shown} | {answer.institution_id for answer in asked}
    return Names.of(db.session(), houses, {answer.unit_id for answer in asked})


@bp.get("/transfers/register.xlsx")
@requires(Permission.REGISTER_READ)
def sheet() -> Any:
    """The wanted rows as a spreadsheet, the newest 50,000 of them."""
    form = _form()
    if not form.validate():
        return _page(form, [], 0, None, []), 422
    scope, wish = _scope(), form.wish()
    with unit_of_work() as work:
        publish(RegisterExported(actor_id=actor().id, subject="register", details=wish.as_details()))
        number = register.total(work, scope, wish)
    note = _("转介台账，共%(n)s条，新的在前。", n=f"{number:,}")
    if number > MOST_EXPORTED:
        note += _("超过%(most)s条，只导出最近的；请用日期分段导出。", most=f"{MOST_EXPORTED:,}")
    body = workbook(_("转介台账"), entries.HEAD, _cells(scope, wish), note, streaming=True)
    return download(body, _("转介台账%(day)s", day=today().isoformat()))


def _cells(scope: Scope, wish: register.Wish) -> Iterator[list[Any]]:
    for batch in register.all_entries(db.session(), scope, wish, MOST_EXPORTED):
        names = _names(batch)
        for entry in batch:
            yield entries.cells(entries.drawn(entry, names, scope))
