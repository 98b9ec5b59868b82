"""Ten things that went wrong in comparable systems, each of which is impossible or said in words here (issue of transfers)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.core.clock import frozen, now, today
from hospice.core.db import unit_of_work
from hospice.core.errors import Conflict, Refused
from hospice.episodes.models import BedAssignment
from hospice.episodes.queries.beds import IS_OPEN
from hospice.episodes.rules.codes import DischargeOutcome
from hospice.episodes.services import staying
from hospice.episodes.services.reserving import Wanted
from hospice.facilities.rules.places import CapacitySource
from hospice.facilities.rules.registration import Places
from hospice.facilities.services import units
from hospice.patients.rules.wishes import Setting
from hospice.patients.services import identity
from hospice.patients.services.identity import Document
from hospice.transfers.models import Request
from hospice.transfers.rules.codes import Outcome, RequestStatus, TransferStatus
from hospice.transfers.rules.steps import StepNotAllowed
from hospice.transfers.services import answering, asking, moving
from hospice.wiring import JOBS
from tests.cases import House, a_draft, a_house, a_patient, handed_over, received, submitted
from tests.pages import Visitor

S, T = RequestStatus, TransferStatus
HOUR = timedelta(hours=1)


@pytest.fixture
def sender(session: Session) -> House:
    return a_house("331102")


@pytest.fixture
def ward(session: Session) -> House:
    return a_house(beds=1)


def deed(act: Callable[[], object]) -> None:
    with unit_of_work():
        act()


def held(session: Session, house: House) -> int:
    mine = sa.select(sa.func.count(BedAssignment.id)).where(BedAssignment.unit_id == house.unit.id, IS_OPEN)
    return session.scalar(mine) or 0


def agreed(session: Session, request: Request, sender: House, ward: House) -> None:
    """Both sides say the same time."""
    at = now() + HOUR
    for person in (sender.clinician, ward.manager):
        deed(lambda by=person: answering.agree(session, request, at, by=by))


def test_1_the_last_bed_is_not_held_for_two(session: Session, sender: House, ward: House):
    [first], [second] = received(sender, ward), received(sender, ward)
    deed(lambda: answering.accept(session, first, by=ward.manager))
    with pytest.raises(Conflict, match="刚被安排给别人"):
        deed(lambda: answering.accept(session, second, by=ward.manager))
    assert (first.status, second.status, held(session, ward)) == (S.BED_HELD, S.RECEIVED, 1)


def test_2_a_time_entered_afterwards_does_not_put_two_people_into_one_bed(session: Session, ward: House):
    first, second = a_patient(ward), a_patient(ward)
    wanted = Wanted(unit_id=ward.unit.id, setting=Setting.WARD)
    with unit_of_work():
        stay = staying.admit_directly(session, first, wanted, by=ward.manager, at=now() - 9 * HOUR)
    with unit_of_work():
        staying.leave(session, stay, DischargeOutcome.TO_HOME, by=ward.manager, at=now() - 5 * HOUR)
        staying.cleaned(session, ward.beds[0], by=ward.manager)
    with pytest.raises(Conflict, match="这张床上登记有别的患者"):
        deed(lambda: staying.admit_directly(session, second, wanted, by=ward.manager, at=now() - 6 * HOUR))


def test_3_who_has_set_out_finds_the_bed_however_late_the_clock_comes(session: Session, sender: House, ward: House):
    [request] = received(sender, ward)
    deed(lambda: answering.accept(session, request, by=ward.manager))
    agreed(session, request, sender, ward)
    deed(lambda: moving.depart(session, request, by=sender.clinician))
    with frozen(now() + 90 * HOUR):
        deed(lambda: JOBS["request"](session, f"request:{request.id}"))
        assert (request.status, held(session, ward)) == (S.IN_TRANSIT, 1)
        deed(lambda: moving.arrive(session, request, by=ward.liaison))
        assert request.status is S.ARRIVED


@pytest.mark.parametrize("is_dead", [True, False])
def test_4_nobody_is_sent_who_has_died_or_is_no_longer_here(
    session: Session, sender: House, ward: House, is_dead: bool
):
    transfer = a_draft(sender, [ward])
    if is_dead:
        deed(lambda: staying.record_death(session, transfer.patient, by=sender.clinician))
    else:
        deed(lambda: asking.submit(session, transfer, [ward.unit], by=sender.clinician))
        deed(lambda: asking.withdraw(session, transfer, Outcome.MOVED_OUT_OF_AREA, "已离开", by=sender.clinician))
    with pytest.raises((Refused, Conflict)):
        deed(lambda: asking.submit(session, transfer, [ward.unit], by=sender.clinician))
    if is_dead:
        with pytest.raises(Refused, match="已离世"):
            a_draft(sender, [ward], patient=transfer.patient)
    assert held(session, ward) == 0


def test_5_a_patient_has_one_open_inpatient_transfer(session: Session, sender: House, ward: House):
    [request] = submitted(sender, ward)
    second = a_draft(sender, [ward], patient=request.transfer.patient)
    with pytest.raises(Conflict, match="已有一条未结的住院转介"):
        deed(lambda: asking.submit(session, second, [ward.unit], by=sender.clinician))
    assert second.status is T.DRAFT


def test_6_a_receiver_does_not_close_the_senders_record(session: Session, sender: House, ward: House):
    [request] = received(sender, ward)
    transfer = request.transfer
    with pytest.raises(StepNotAllowed):
        deed(lambda: asking.conclude(session, transfer, Outcome.OTHER, "收不了", by=ward.manager))
    with pytest.raises(StepNotAllowed):
        deed(lambda: asking.withdraw(session, transfer, Outcome.WITHDRAWN_FAMILY, "收不了", by=ward.manager))
    with pytest.raises(StepNotAllowed):
        deed(lambda: moving.close(session, request, by=ward.manager))
    assert (transfer.status, transfer.outcome) == (T.ACTIVE, None)


def test_7_a_unit_never_has_fewer_places_than_people(session: Session, sender: House):
    ward = a_house(beds=0)
    [request] = received(sender, ward)
    deed(lambda: answering.accept(session, request, by=ward.manager))
    none = Places(installed=10, open=0, staffed=0, source=CapacitySource.DECLARED)
    with pytest.raises(Refused, match="不能少于1张"):
        deed(lambda: units.declare_capacity(session, ward.unit, none, by=ward.manager, valid_from=today()))
    assert held(session, ward) == 1


def test_8_the_first_acceptance_releases_the_others(session: Session, sender: House, ward: House):
    other = a_house(beds=1)
    mine, theirs = received(sender, ward, other)
    deed(lambda: answering.accept(session, mine, by=ward.manager))
    with pytest.raises(StepNotAllowed, match="已解除"):
        deed(lambda: answering.accept(session, theirs, by=other.manager))
    assert (mine.status, theirs.status, held(session, other)) == (S.BED_HELD, S.RELEASED, 0)


def test_9_an_address_of_another_county_leads_nowhere(
    session: Session, sender: House, ward: House, visitor_as: Callable[..., Visitor]
):
    [request] = received(sender, ward)
    stranger = visitor_as(a_house("330106").manager)
    transfer, patient = request.transfer, request.transfer.patient
    for endpoint, key in (
        ("transfers.detail", transfer.key), ("patients.detail", patient.key), ("wards.board", ward.unit.key),
        ("handovers.detail", request.key), ("handovers.summary", request.key), ("drafts.places", transfer.key),
    ):  # fmt: skip
        assert stranger.get(endpoint, key=key).status == 404, endpoint
    assert stranger.post("requests.accept", key=request.key).status == 404
    assert request.status is S.RECEIVED
    assert visitor_as(ward.manager).get("transfers.detail", key=transfer.key).status == 200


def test_10_an_identifier_that_a_spreadsheet_has_eaten_is_refused_with_the_way_out(session: Session, ward: House):
    patient = a_patient(ward)
    for typed in ("9.99999194001010E+17", "999999194001010000.0"):
        with pytest.raises(Refused, match="请把该列设为“文本”"):
            deed(
                lambda number=typed: identity.amend_patient(
                    session, patient, {}, by=ward.clinician, document=Document(number=number)
                )
            )


def test_and_the_whole_way_ends_with_what_became_of_the_patient(session: Session, sender: House, ward: House):
    [request] = received(sender, ward)
    deed(lambda: answering.accept(session, request, by=ward.manager))
    agreed(session, request, sender, ward)
    deed(lambda: moving.depart(session, request, by=sender.clinician))
    deed(lambda: moving.arrive(session, request, by=ward.liaison))
    handed_over(request, sender, ward)
    deed(lambda: moving.admit(session, request, by=ward.manager))
    deed(lambda: moving.close(session, request, by=ward.manager))
    assert (request.transfer.status, request.transfer.outcome) == (T.CLOSED, Outcome.ADMITTED_WARD)
