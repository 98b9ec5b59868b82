"""What would close a county's gap, each step with the page where it is taken, if the reader may take it there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import current_app, url_for

from hospice.access.guards import actor
from hospice.core.i18n import gettext as _

from ..rules.closing import Step, nearest_ward, steps
from ..rules.verdicts import Goal, WardVerdict
from ..services import Snapshot


class ToDo(NamedTuple):
    """One step to the goal, and the page where it is taken, if the reader may take it."""

    step: Step
    url: str | None
    note: str


# Where a step is taken: the endpoint, and whose key it wants, or which part of the address names what it is about.
_PAGES = {
    Step.UPLOAD_APPROVAL: ("units.edit", "unit"),
    Step.REGISTER_BEDS: ("units.capacity", "unit"),
    Step.OPEN_AND_CONFIRM: ("units.status", "unit"),
    Step.REGISTER_OPENING: ("units.edit", "unit"),
    Step.OWN_SIGN: ("units.edit", "unit"),
    Step.MEND_CHECKLIST: ("checklist.history", "unit"),
    Step.RENEW_LICENCE: ("institutions.edit", "institution"),
    Step.CHECK_LICENCE: ("institutions.edit", "institution"),
    Step.RESTORE_INSTITUTION: ("institutions.edit", "institution"),
    Step.ASK_DESIGNATION: ("designations.index", "network"),
    Step.OTHER_WARD: ("institutions.index", "network"),
}


class Closing(NamedTuple):
    """What would close the county's gap."""

    name: str
    todo: Sequence[ToDo]


def closing(snapshot: Snapshot, code: str, path: str) -> Closing | None:
    """The steps of the ward that is nearest to the goal; none when it is met, or when there is no ward yet."""
    nearest = nearest_ward(snapshot.coverage, Goal.G2, code)
    if nearest is None:
        return None
    return Closing(nearest.unit.name, [_todo(snapshot, nearest, step, path) for step in steps(nearest)])


def _todo(snapshot: Snapshot, verdict: WardVerdict, step: Step, path: str) -> ToDo:
    notes = {
        Step.UPLOAD_APPROVAL: _("%(host)s办理", host=verdict.institution.name),
        Step.REGISTER_BEDS: _("至少填%(n)s张", n=snapshot.coverage.policy.ward_min_beds_count),
        Step.OPEN_AND_CONFIRM: _("前面各步完成后可提交") if len(steps(verdict)) > 1 else "",
    }
    return ToDo(step, _page(snapshot, verdict, step, path), notes.get(step, ""))


def _page(snapshot: Snapshot, verdict: WardVerdict, step: Step, path: str) -> str | None:
    """Where the reader takes a step: the ward may stand in another county than its hospital, or than this one."""
    endpoint, whose = _PAGES.get(step, ("units.detail", "unit"))
    house, unit, places = verdict.institution, verdict.unit, snapshot.facts.places
    home = places[house.county_code].path if house.county_code in places else path
    if whose == "network":
        return url_for(endpoint) if may_open(endpoint, path) else None
    if whose == "institution":
        return url_for(endpoint, key=house.key) if may_open(endpoint, home, house.id) else None
    where = places[unit.county_code].path if unit.county_code in places else home
    return url_for(endpoint, key=unit.key) if may_open(endpoint, where, house.id) else None


def may_open(endpoint: str, path: str, institution_id: int = 0) -> bool:
    """Whether the reader may open a page about something that lies in a region: as the page itself states it."""
    permission = getattr(current_app.view_functions.get(endpoint), "permission", None)
    if permission is None:
        return False
    scope = actor().scope(permission)
    return scope.covers_path(path) or institution_id in scope.institutions
