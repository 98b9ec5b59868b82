"""Pages: the handover of a request, signed at the bedside by both sides."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, abort, render_template
from sqlalchemy.orm import Session

from hospice.access.guards import actor, requires
from hospice.access.permissions import Permission
from hospice.accounts.models import User
from hospice.core.clock import today
from hospice.core.db import db
from hospice.facilities.queries.current import institutions_now, units_now
from hospice.patients.rules.headline import headline

from ..forms.handover import DomainsForm, MedicineForm, NeedsForm, SignForm
from ..models import Request, Transfer
from ..queries.cases import request_within
from ..queries.handover import Shown, shown
from ..rules.codes import RequestStatus, Side
from ..rules.faces import face
from ..rules.handover import SIDES, Domain
from ..rules.request_life import DESTINATION, OPEN_REQUESTS, ORIGIN
from ..services import amending, handing
from ..services.acting import parties_of

bp = Blueprint("handovers", __name__)

_SIDES = {Side.ORIGIN: ORIGIN, Side.DESTINATION: DESTINATION}
MEDICINES = ("last_doses", "on_opioid", "opioid_days_left", "next_prescriber", "next_contact_on")
DOMAINS = tuple(domain.value.lower() for domain in Domain)


@dataclass(frozen=True)
class Difference:
    """Two people wrote the same: what stands there now, and what was typed."""

    label: str
    before: Any
    after: Any


@dataclass
class Forms:
    """The forms of the page; one of them may be what was posted."""

    sign: SignForm | None = None
    domains: DomainsForm | None = None
    medicines: MedicineForm | None = None
    needs: NeedsForm | None = None
    differences: Sequence[Difference] | None = None

    @property
    def posted(self) -> Any:
        """The one that was refused, for the summary of errors."""
        return self.sign or self.domains or self.medicines or self.needs


@bp.get("/requests/<uuid:key>/handover")
@requires(Permission.TRANSFERS_READ)
def detail(key: uuid.UUID) -> str:
    """The handover list, the four domains, open needs and medicines."""
    return drawn(_seen(key), Forms())


def me() -> User:
    """The person who is signed in, with the grants that tell the sides."""
    return cast(User, actor())


def _seen(key: uuid.UUID) -> Request:
    return request_within(db.session(), actor().scope(Permission.TRANSFERS_READ), key) or abort(404)


def my_sides(request: Request) -> list[Side]:
    """The sides for which the present person signs."""
    mine = parties_of(me(), request.transfer, request)
    return [side for side in SIDES if mine & _SIDES[side]]


def drawn(request: Request, forms: Forms) -> str:
    """The page, with the forms as they were posted where something was refused."""
    session, transfer = db.session(), request.transfer
    found = shown(session, request)
    sides = my_sides(request)
    return render_template(
        "handovers/detail.html", request_=request, transfer=transfer, found=found, sides=sides, both=SIDES,
        forms=_filled(forms, found), differences=forms.differences, wrong=forms.posted,
        writable=bool(sides) and request.status in handing.WRITABLE, status=face(request.status),
        full=bool(sides), who=who(transfer), places=places(session, request), domains=list(Domain),
        marks={name: amending.mark(getattr(found.record, name)) for name in (*DOMAINS, *MEDICINES)},
        intact=found.record.summary_hash and handing.summary_hash(found.record) == found.record.summary_hash,
        early=request.status in OPEN_REQUESTS - handing.WRITABLE, ended=_ended(request),
        over=request.status not in OPEN_REQUESTS and not _ended(request),
    )  # fmt: skip


def _ended(request: Request) -> bool:
    return request.admitted_at is not None and request.status in (RequestStatus.ADMITTED, RequestStatus.CLOSED)


def _filled(forms: Forms, found: Shown) -> Forms:
    """Forms that were not posted show what is stored."""
    record = found.record
    filled = Forms(
        forms.sign, forms.domains or DomainsForm(obj=record),
        forms.medicines or MedicineForm.of(record), forms.needs or NeedsForm(needs=record.needs),
    )  # fmt: skip
    if filled.needs is not None:
        filled.needs.blank()
    return filled


def who(transfer: Transfer) -> str:
    """Of whom the page speaks."""
    patient = transfer.patient
    return headline(patient.name, patient.sex, patient.birth_date, today())


def places(session: Session, request: Request) -> dict[str, str]:
    """The names of both sides."""
    transfer = request.transfer
    houses = institutions_now(session, {transfer.institution_id, request.institution_id})
    units = units_now(session, {request.unit_id, *({transfer.unit_id} if transfer.unit_id else ())})

    def named(institution_id: int, unit_id: int | None) -> str:
        house = houses[institution_id].name if institution_id in houses else ""
        return house + (units[unit_id].name if unit_id in units else "")

    return {
        "origin": named(transfer.institution_id, transfer.unit_id),
        "destination": named(request.institution_id, request.unit_id),
    }
