"""Pages: where in the province there is a place, without naming a patient."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.accounts.models import User
from hospice.core.clock import today
from hospice.core.db import db
from hospice.core.i18n import gettext as _
from hospice.patients.rules.codes import Sex
from hospice.patients.rules.wishes import Setting
from hospice.regions.models import Region
from hospice.regions.queries import by_code

from ..forms.places import SearchForm
from ..queries.cases import standards_now
from ..queries.drafts import counties
from ..queries.places import Look, offered
from ..queries.seeking import Search, point_of
from ..rules.finding import WEIGHTS, found
from ..rules.finding_words import ADVICE
from ..rules.places import Sought
from .drafting.shown import asked_narrowing, more_url, offer_areas, shown

bp = Blueprint("places", __name__)


@bp.get("/places")
@requires(Permission.PLACES_SEARCH)
def index() -> str:
    """Free places across the province."""
    session, form = db.session(), SearchForm(request.args)
    form.near.choices = [
        SelectChoice("", _("不算距离")),
        *(SelectChoice(code, name) for code, _id, name in counties(session)),
    ]
    asked = _search(session, form)
    offer_areas(form, asked)
    return render_template(
        "places/index.html", form=form, listed=shown(asked, asked_narrowing(form)), advice=ADVICE, weights=WEIGHTS,
        sought=asked.sought, more_url=more_url,
    )  # fmt: skip


def _search(session: Session, form: SearchForm) -> Search:
    standards, setting = standards_now(session), _setting(form)
    near = _near(session, form)
    look = Look(setting=setting, standards=standards[1], sender_id=_house(), home=point_of(near))
    sought = Sought(
        setting=setting, on=today(), sex=Sex(form.sex.data) if form.sex.data in (Sex.MALE, Sex.FEMALE) else None,
        measured=near is not None, home_km=standards[0].home_max_km,
    )  # fmt: skip
    return Search(sought, look, found(sought, offered(session, look)))


def _setting(form: SearchForm) -> Setting:
    return Setting(form.setting.data) if form.setting.data in list(Setting) else Setting.WARD


def _near(session: Session, form: SearchForm) -> Region | None:
    codes = {choice.value for choice in cast(list[SelectChoice], form.near.choices)}
    return by_code(session, form.near.data) if form.near.data and form.near.data in codes else None


def _house() -> int | None:
    """The reader's own house, whose consortia count; an officer has none."""
    person: Any = cast(User, actor())
    houses = [grant.institution_id for grant in person.live_grants if grant.institution_id is not None]
    return houses[0] if houses else None
