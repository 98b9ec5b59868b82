"""Cases for every endpoint of care: a patient, a draft, a request, a stay or a push that stands where the step is due.

`stands_for(endpoint)` answers what fills the address and the house whose people may do it; all of it lies in `PLACE`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import sqlalchemy as sa

from hospice.core.clock import frozen, now, today
from hospice.core.db import db, unit_of_work
from hospice.episodes.rules.codes import Priority
from hospice.facilities.models import Institution
from hospice.facilities.rules.codes import InstitutionKind, UnitKind
from hospice.facilities.rules.places import BedState
from hospice.facilities.services.beds import set_state
from hospice.notifications import services as telling
from hospice.notifications.models import Message
from hospice.patients.models import Contact, Patient
from hospice.patients.rules.codes import ConsentKind
from hospice.patients.rules.wishes import Escort, Mobility, Setting, Vehicle
from hospice.patients.services import codes
from hospice.regions.models import Level, Region
from hospice.transfers.models import DischargePush, Request, Transfer, WaitingEntry
from hospice.transfers.rules.codes import Outcome, RequestStatus
from hospice.transfers.services import asking, pushing
from hospice.transfers.services.asking import Wish
from tests.cases import House, a_draft, a_house, a_patient, consent, handed_over
from tests.factories import a_unit, an_institution
from tests.transfers.homecomings import goes, lies_in
from tests.transfers.stations import station
from tests.ward.doing import kept, lies

PLACE = "331181"
S = RequestStatus


@dataclass(frozen=True)
class Stands:
    """What fills an address, the house whose people work there, and a page with the form where that is another."""

    values: dict[str, Any]
    house: Institution
    shown: str = ""

    @property
    def sent(self) -> dict[str, str]:
        """What the form there sends along unseen: what its address asked for."""
        return dict(parse_qsl(urlsplit(self.shown).query))


def at(house: House, key: Any, shown: str = "", **values: Any) -> Stands:
    return Stands({"key": key, **values}, house.institution, shown)


def two_houses() -> tuple[House, House]:
    return a_house(PLACE, beds=2), a_house(PLACE, beds=2)


def an_hour_ago(status: RequestStatus, sender: House, ward: House) -> Request:
    """Pages write minutes: what was done just now could not be followed by anything in the same minute."""
    with frozen(now() - timedelta(hours=1)):
        return station(status, sender, ward)


def of_sender(status: RequestStatus) -> Stands:
    """A request at the house that sends."""
    sender, ward = two_houses()
    return at(sender, an_hour_ago(status, sender, ward).key)


def of_ward(status: RequestStatus) -> Stands:
    """A request at the house that is asked."""
    sender, ward = two_houses()
    return at(ward, an_hour_ago(status, sender, ward).key)


def a_patient_of_the_house() -> Stands:
    """A patient whose record is the house's, with a second contact and a consent."""
    house = a_house(PLACE, beds=2)
    codes.load_codes(db.session())
    patient = a_patient(house)
    signed = consent(house, patient, kind=ConsentKind.CARE)
    contact = db.session.scalars(sa.select(Contact).filter_by(patient_id=patient.id)).first()
    assert contact is not None
    return at(house, patient.key, contact=contact.key, consent=signed.key, score="pps")


def need_of(status: RequestStatus) -> Stands:
    """A need at the house that has it, by how far its request has come."""
    sender, ward = two_houses()
    return at(sender, station(status, sender, ward).transfer.key)


def an_ended_need() -> Stands:
    sender, ward = two_houses()
    transfer = station(S.RECEIVED, sender, ward).transfer
    with unit_of_work() as session:
        asking.conclude(session, transfer, Outcome.OTHER, "不再需要", by=sender.clinician)
    return at(sender, transfer.key)


def a_draft_of_the_house() -> Stands:
    sender, ward = two_houses()
    return at(sender, a_draft(sender, [ward]).key)


def a_draft_to_consent_to() -> Stands:
    """Its receiver is chosen; the consent that names it is not signed yet."""
    sender, ward = two_houses()
    return at(sender, _chosen(sender, ward, a_patient(sender)).key)


def _chosen(sender: House, ward: House, patient: Patient) -> Transfer:
    consent(sender, patient, kind=ConsentKind.CARE)
    values = {
        "reasons": ["PAIN"], "wanted_on": today() + timedelta(days=7), "mobility": Mobility.STRETCHER,
        "escort": Escort.NURSE, "vehicle": Vehicle.AMBULANCE,
        "preferred": [ward.unit.id],
    }  # fmt: skip
    from_here = Wish(setting=Setting.WARD, priority=Priority.ROUTINE, institution_id=sender.institution.id)
    with unit_of_work() as session:
        return asking.draft(session, patient, from_here, values, by=sender.clinician, synthetic=True)


def one_more(address: str, of_request: bool) -> Stands:
    """A receiver is asked, and there is another ward: the form stands where that one is chosen."""
    sender, ward = two_houses()
    other, request = a_house(PLACE, beds=1), station(S.RECEIVED, sender, ward)
    key = request.key if of_request else request.transfer.key
    return at(sender, key, f"/{address.format(key)}?unit={other.unit.key}")


def handed_and_arrived() -> Stands:
    sender, ward = two_houses()
    request = station(S.ARRIVED, sender, ward)
    handed_over(request, sender, ward)
    return at(ward, request.key)


def a_homecoming(side: str, *, acknowledged: bool = False) -> Stands:
    """Somebody left a ward for home: `side` says at which house the step is."""
    township = db.session.scalars(
        sa.select(Region).where(Region.level == Level.TOWNSHIP, Region.path.contains(f"/{PLACE}/")).order_by(Region.code)
    ).first()
    assert township is not None
    institution = an_institution(PLACE, kind=InstitutionKind.CHC, township_id=township.id)
    centre, ward = a_house(unit=a_unit(institution, UnitKind.HOME_TEAM)), a_house(PLACE, beds=2)
    patient = a_patient(ward, township_id=township.id)
    stay = lies_in(ward, patient)
    with frozen(now() - timedelta(hours=1)):
        goes(ward, stay)
    with unit_of_work() as session:
        push: DischargePush = next(iter(pushing.of_patient(session, patient.id)))
        if acknowledged:
            pushing.acknowledge(session, push, by=centre.liaison)
    return at(centre if side == "centre" else ward, push.key)


def a_ward_in_use() -> Stands:
    """A ward whose bed is to be cleaned, for whose other beds two wait."""
    sender, ward = two_houses()
    for _person in range(2):
        station(S.WAITLISTED, sender, ward)
    a_patient(ward)
    return at(ward, ward.unit.key)


def a_stay() -> Stands:
    house = a_house(PLACE, beds=2)
    return at(house, lies(house, house.beds[0]).key)


def a_bed_kept() -> Stands:
    house = a_house(PLACE, beds=2)
    return at(house, kept(house, house.beds[0]).key)


def a_bed_that_nobody_has(state: BedState | None = None) -> Stands:
    house = a_house(PLACE, beds=2)
    if state is not None:
        with unit_of_work() as session:
            set_state(session, house.beds[0], state, "", by=house.manager)
    return at(house, house.beds[0].key, f"/wards/{house.unit.key}" if state is BedState.CLEANING else "")


def somebody_waits() -> Stands:
    sender, ward = two_houses()
    request = station(S.WAITLISTED, sender, ward)
    entry = db.session.scalars(sa.select(WaitingEntry).filter_by(request_id=request.id)).one()
    return at(ward, entry.key, f"/wards/{ward.unit.key}/waiting")


def a_message() -> Stands:
    house = a_house(PLACE)
    with unit_of_work() as session:
        to = {"institution_id": house.institution.id}
        for n in range(2):
            telling.tell(session, "request_received", "nothing:1", f"{n} {now()}", **to)
        made = session.scalars(sa.select(Message).order_by(Message.id.desc()).limit(2)).all()
    assert made[0] is not None
    return at(house, made[0].key)


def just_a_house() -> Stands:
    codes.load_codes(db.session())
    house = a_house(PLACE, beds=2)
    a_patient(house)
    return Stands({}, house.institution)


# Where each step of a request is due, at which side.
_SENT, _ASKED = of_sender, of_ward
REQUESTS: dict[str, Callable[[], Stands]] = {
    "open_": partial(_ASKED, S.SUBMITTED), "return_": partial(_ASKED, S.RECEIVED), "accept": partial(_ASKED, S.RECEIVED),
    "decline": partial(_ASKED, S.RECEIVED), "waitlist": partial(_ASKED, S.RECEIVED), "answer": partial(_SENT, S.RETURNED),
    "hold": partial(_ASKED, S.WAITLISTED), "extend": partial(_SENT, S.BED_HELD), "schedule": partial(_SENT, S.BED_HELD),
    "depart": partial(_SENT, S.SCHEDULED), "no_show": partial(_ASKED, S.SCHEDULED), "arrive": partial(_ASKED, S.IN_TRANSIT),
    "abort": partial(_SENT, S.IN_TRANSIT), "refuse": partial(_ASKED, S.ARRIVED), "die": partial(_ASKED, S.ARRIVED),
    "admit": handed_and_arrived, "close": partial(_ASKED, S.ADMITTED), "reopen": partial(_ASKED, S.CLOSED),
    "withdraw": partial(_SENT, S.RECEIVED), "override_timer": partial(_SENT, S.RECEIVED),
}  # fmt: skip
# What stands at the addresses of a blueprint, or of one endpoint.
CASES: dict[str, Callable[[], Stands]] = {
    "patients": a_patient_of_the_house, "patients.add": just_a_house, "patients.find": just_a_house,
    "drafts": a_draft_of_the_house, "drafts.new": a_patient_of_the_house, "drafts.add": a_patient_of_the_house,
    "drafts.consent": a_draft_to_consent_to, "drafts.submit": a_draft_to_consent_to, "drafts.choose": a_draft_to_consent_to,
    **dict.fromkeys(("drafts.more", "drafts.forward"), partial(one_more, "transfers/{}/more-places", of_request=False)),
    **dict.fromkeys(("drafts.reroute", "drafts.take_over"), partial(one_more, "requests/{}/reroute", of_request=True)),
    **{f"requests.{step}": case for step, case in REQUESTS.items()},
    "worklists.of_request": partial(_SENT, S.RECEIVED),
    "transfers": partial(need_of, S.RECEIVED), "transfers.reopen": an_ended_need,
    "handovers": partial(_SENT, S.ARRIVED), "handovers.reveal": partial(_ASKED, S.BED_HELD),
    "pushes": partial(a_homecoming, "centre"), "pushes.contact": partial(a_homecoming, "centre", acknowledged=True),
    "pushes.brief": partial(a_homecoming, "ward"),
    "wards": a_ward_in_use, "waiting": a_ward_in_use, "waiting.review": somebody_waits,
    "stays": a_stay, "stays.admit": a_bed_kept, "stays.extend": a_bed_kept, "stays.release": a_bed_kept,
    **dict.fromkeys(("stays.add", "stays.new", "stays.arrange", "stays.give"), a_ward_in_use),
    **dict.fromkeys(("stays.bed", "stays.block", "stays.isolate"), a_bed_that_nobody_has),
    "stays.restore": partial(a_bed_that_nobody_has, BedState.CLEANING),
    "messages": a_message,
}  # fmt: skip


def stands_for(endpoint: str) -> Stands | None:
    """What stands at an address of care; none for the others."""
    made = CASES.get(endpoint) or CASES.get(endpoint.partition(".")[0])
    return made() if made else None
