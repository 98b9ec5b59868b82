"""The history of one case in sentences, newest first: what, who, as whom, from which house, when and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.core.i18n import gettext as _
from hospice.episodes.rules.faces import Face

from ..models import Request, Step
from ..rules.bed_names import bed_name
from ..rules.codes import Party, RequestAction
from ..rules.telling import Happening, concerns, happenings, shape, words


class Line(NamedTuple):
    """One deed as the page tells it."""

    at: datetime
    face: Face
    words: Any
    rest: str
    reason: str
    house: str
    who: str


class Names(NamedTuple):
    """What things are called: units and houses by their id."""

    units: Mapping[int, str]
    houses: Mapping[int, str]


def lines(
    session: Session,
    steps: Sequence[Step],
    requests: Sequence[Request],
    names: Names,
    mine: Collection[int] | None,
    *,
    full: bool,
) -> list[Line]:
    """The history, newest first; for a receiver of the requests `mine` only what concerns it.

    What was written freely may tell of the illness: whoever does not see everything (`full`) reads only what
    coordinators wrote.
    """
    told = [one for one in happenings(steps) if concerns(one, mine)]
    positions = _positions(session, {one.lead.actor_id for one in told})
    by_id = {request.id: request for request in requests if mine is None or request.id in mine}
    found = [_line(one, by_id, names, positions, alone=len(by_id) < 2) for one in reversed(told)]
    if full:
        return found
    by_coordinator = [one.lead.party == Party.COORDINATOR for one in reversed(told)]
    return [line if own else line._replace(reason="") for line, own in zip(found, by_coordinator, strict=True)]


def _line(
    told: Happening, requests: Mapping[int, Request], names: Names, positions: Mapping[int, str], *, alone: bool
) -> Line:
    lead: Step = told.lead
    return Line(
        lead.at,
        shape(told),
        words(told),
        _rest(told, requests, names, alone=alone),
        lead.reason,
        names.houses.get(lead.institution_id or 0, ""),
        _who(lead, positions),
    )


def _rest(told: Happening, requests: Mapping[int, Request], names: Names, *, alone: bool) -> str:
    """Whom it concerns, and what it brought with it."""
    asked = [names.units.get(requests[one].unit_id, "") for one in told.asked if one in requests]
    if asked:
        return _("：%(units)s", units="、".join(asked))
    request = requests.get(told.lead.request_id or 0)
    found = ""
    if request is not None:
        about = _about(told.lead, request)
        unit = "" if alone else names.units.get(request.unit_id, "")
        parts = "　".join(part for part in (unit, about) if part)
        found = _("：%(parts)s", parts=parts) if parts else ""
    if told.ended_beside and told.lead.request_id is not None:
        found += _("；其余%(n)s处自动解除", n=told.ended_beside)
    return found


def _about(step: Step, request: Request) -> str:
    """The bed of a promise that still stands."""
    held = request.assignment
    if step.action != RequestAction.HOLD or held is None or held.bed is None:
        return ""
    return bed_name(held.bed.bed_no)


def _who(step: Step, positions: Mapping[int, str]) -> str:
    """Name and position; without a position what they were in this case. Time acts as the system."""
    if not step.actor_name:
        return str(Party.SYSTEM.label)
    role = positions.get(step.actor_id or 0, "")
    if not role and step.party != Party.SYSTEM:
        role = str(Party(step.party).label)
    return f"{step.actor_name} {role}".strip()


def _positions(session: Session, ids: set[int | None]) -> dict[int, str]:
    wanted = {number for number in ids if number is not None}
    if not wanted:
        return {}
    rows = session.execute(sa.select(User.id, User.position).where(User.id.in_(wanted)))
    return {row.id: row.position for row in rows}
