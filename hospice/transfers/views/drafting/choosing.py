"""Pages: the places that fit, and the choice of up to three."""

from __future__ import annotations

import uuid
from typing import Any

from flask import redirect, render_template, request, url_for

from hospice.access.guards import requires
from hospice.access.permissions import Permission
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Conflict, Refused
from hospice.core.i18n import gettext as _
from hospice.episodes.rules.faces import PRIORITY_FACES

from ...forms.places import RANK_WORDS, RANKS, ChoiceForm, NarrowForm, choice_form
from ...models import Transfer
from ...queries.cases import standards_now
from ...queries.seeking import Search, search
from ...rules.finding import WEIGHTS
from ...rules.finding_words import ADVICE
from ...rules.steps import StepNotAllowed
from ...services import asking
from ..words import need_in_words, priority_words
from .drafts import bp, by, elsewhere, own, who
from .shown import Shown, asked_narrowing, offer_areas, refusals, shown


@bp.get("/transfers/<uuid:key>/places")
@requires(Permission.TRANSFERS_SEND)
def places(key: uuid.UUID) -> Any:
    """Places that fit, and the choice of up to three."""
    transfer = own(key)
    if (away := elsewhere(transfer)) is not None:
        return away
    found, narrow = _found(transfer)
    listed = shown(found, asked_narrowing(narrow), transfer.preferred)
    ranks = {unit_id: str(number) for number, unit_id in enumerate(transfer.preferred, 1)}
    given = {str(row.place.key): ranks.get(row.place.unit_id, "") for row in listed.rows}
    form = choice_form(_named(listed), ranks=given, seen=str(transfer.version))
    return _page(transfer, found, listed, narrow, form)


@bp.post("/transfers/<uuid:key>/places")
@requires(Permission.TRANSFERS_SEND)
def choose(key: uuid.UUID) -> Any:
    """Keep what was chosen, and go on: to the consent, to more places, or to a narrower list."""
    transfer, then = own(key), request.form.get("then", "")
    found, narrow = _found(transfer)
    listed = shown(found, asked_narrowing(narrow), _everything(found))
    form = choice_form(_named(listed), request.form)
    fits, gone, chosen = form.validate(), _gone(found, form), form.chosen()
    wrong = any(form[name].errors for name in (*form.picks, "csrf_token"))
    if not gone and (fits or (then and not wrong)):  # whoever wants to see more need not have chosen yet
        try:
            with unit_of_work() as session:
                asking.edit(session, transfer, {"preferred": chosen[:3]}, by=by(), seen=_seen(form))
        except StepNotAllowed:
            raise
        except Conflict as conflict:
            form.refuse(conflict)
            form.seen.data = str(own(key).version)
            return _page(transfer, found, listed, narrow, form), 409
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect(_onwards(key, then), 303)
    return _page(transfer, found, listed, narrow, form), 422


def _found(transfer: Transfer) -> tuple[Search, NarrowForm]:
    found, narrow = search(db.session(), transfer), NarrowForm(request.args)
    offer_areas(narrow, found)
    return found, narrow


def _everything(found: Search) -> list[int]:
    """Only what the search offers can be chosen, whatever is posted."""
    posted = {name.removeprefix("rank-") for name, value in request.form.items() if name.startswith("rank-") and value}
    return [
        place.unit_id for heap in (found.found.fits, found.found.full) for place in heap if str(place.key) in posted
    ]


def _gone(found: Search, form: ChoiceForm) -> bool:
    """Whether a place that was chosen cannot be asked any more: the page says which, and why."""
    posted = {name.removeprefix("rank-") for name, value in request.form.items() if name.startswith("rank-") and value}
    gone = refusals(found, (one.place.unit_id for one in found.found.unfit if str(one.place.key) in posted))
    form.form_errors = [*form.form_errors, *gone]
    return bool(gone)


def _named(listed: Shown) -> list[tuple[str, int, str]]:
    return [(str(row.place.key), row.place.unit_id, f"{row.place.house}　{row.place.unit}") for row in listed.rows]


def _seen(form: ChoiceForm) -> int | None:
    text = form.seen.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _onwards(key: uuid.UUID, then: str) -> str:
    """Where the button leads; what the list was narrowed to stays in the address."""
    kept: dict[str, Any] = {name: values for name, values in request.args.lists() if name in _ADDRESS}
    if then == "more":
        kept["show"] = request.form.get("show", "", type=str)[:4]
        return url_for("drafts.places", key=key, **kept)
    return url_for("drafts.consent", key=key)


_ADDRESS = frozenset({"area", "within", "able", "show"})


def _page(transfer: Transfer, found: Search, listed: Shown, narrow: NarrowForm, form: ChoiceForm) -> str:
    names = {row.place.unit_id: f"{row.place.house}　{row.place.unit}" for row in listed.rows}
    standards = standards_now(db.session())[0]
    chosen = [(RANK_WORDS[number], names[unit_id]) for number, unit_id in form.ranked() if unit_id in names]
    gone = [unit_id for unit_id in transfer.preferred if unit_id not in names]
    return render_template(
        "drafts/places.html", transfer=transfer, who=who(transfer.patient), sought=found.sought, listed=listed, narrow=narrow,
        form=form, chosen=chosen, advice=ADVICE, weights=WEIGHTS, need=need_in_words(transfer),
        priority=PRIORITY_FACES[transfer.priority], within_time=priority_words(transfer.priority, standards),
        lost=len(gone), title=_("选择去处"), ranks=RANKS,
    )  # fmt: skip
