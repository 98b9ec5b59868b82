"""What an address asks: which day, as known when, which goal, which place; and what the reader may open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from flask import abort, request, url_for
from flask_babel import get_locale
from flask_login import current_user
from werkzeug.exceptions import NotFound

from hospice.access.guards import actor
from hospice.access.permissions import Permission
from hospice.access.scope import Scope
from hospice.core.clock import today
from hospice.core.db import db

from ..forms import AskForm
from ..rules.facts import InstitutionFact, UnitFact
from ..rules.verdicts import Goal
from ..services import Snapshot, coverage


@dataclass(frozen=True, slots=True)
class Asked:
    """The day asked about, as known when, and the form in which it was typed."""

    form: AskForm
    on: date
    known_at: datetime | None
    typed: dict[str, Any]  # to be carried along in links

    @property
    def status(self) -> int:
        """400 where an answer could not be read; the page then shows today and says so."""
        return 400 if self.form.errors else 200

    def snapshot(self) -> Snapshot:
        """The figures asked for."""
        return coverage(db.session(), self.on, self.known_at)

    def url(self, endpoint: str, **values: Any) -> str:
        """An address that asks about the same day."""
        return url_for(endpoint, **{**self.typed, **values})


def asked() -> Asked:
    """The day of the present request."""
    form = AskForm(request.args)
    form.validate()
    return Asked(form, form.on.data or today(), form.known_at.data, form.typed())


def asked_goal(default: Goal = Goal.G2) -> Goal:
    """The goal of the present request; an unknown one is not found."""
    code = request.args.get("goal", default.value)
    return Goal(code) if code in Goal.__members__ else abort(404)


def one_of(name: str, known: tuple[str, ...]) -> str:
    """A word of the address out of those known, the first one when it is not given."""
    word = request.args.get(name, known[0])
    if word not in known:
        raise NotFound
    return word


def language() -> str:
    """The language in which the present page speaks."""
    return str(get_locale())


def has_own_county() -> bool:
    """Whether the navigation draws "my county": whoever works for one county. Costs no statement."""
    return bool(current_user.is_authenticated and any(len(codes) == 3 for codes in own_places()))


def own_places() -> list[list[str]]:
    """The regions of the present person's grants, each as codes from the province down, the smallest first."""
    paths = actor().scope(Permission.DESK_READ).paths
    return sorted((path.strip("/").split("/") for path in paths), key=lambda codes: (-len(codes), codes))


class Doors(NamedTuple):
    """Which institutions and units the reader may open: figures are for everybody, the registry is not."""

    scope: Scope
    snapshot: Snapshot

    def county(self, code: str) -> bool:
        """Whether the reader may open what lies in a county."""
        place = self.snapshot.facts.places.get(code)
        return place is not None and self.scope.covers_path(place.path)

    def institution(self, fact: InstitutionFact) -> str | None:
        """The address of an institution; none where it is out of scope."""
        inside = self.county(fact.county_code) or fact.id in self.scope.institutions
        return url_for("institutions.detail", key=fact.key) if inside else None

    def unit(self, fact: UnitFact) -> str | None:
        """The address of a unit; none where it is out of scope."""
        inside = self.county(fact.county_code) or fact.institution_id in self.scope.institutions
        return url_for("units.detail", key=fact.key) if inside else None


def doors(snapshot: Snapshot) -> Doors:
    """What the present reader may open."""
    return Doors(actor().scope(Permission.REGISTRY_READ), snapshot)
