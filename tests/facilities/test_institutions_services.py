"""The verbs themselves: the deed, its event, its audit row; and nothing left after a refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from hospice.access.permissions import Role
from hospice.audit.models import AuditEvent
from hospice.core.clock import today
from hospice.core.dated import confirm, in_force, pending
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Conflict, Refused
from hospice.facilities.models import Institution, InstitutionRecord, Revision, UnitRecord, UnitState
from hospice.facilities.rules.codes import Grade, InstitutionKind, OrgLevel, Ownership, UnitKind, UnitStatus
from hospice.facilities.rules.registration import INSTITUTION_WAITS, InstitutionFacts, StatusFacts, UnitFacts, told_by
from hospice.facilities.services import institutions, units
from hospice.facilities.services.search import search_text

from ..factories import a_region, a_user, a_ward, an_institution


def facts(**values):
    told = {
        "name": "龙泉市人民医院",
        "kind": InstitutionKind.GENERAL,
        "level": OrgLevel.COUNTY,
        "ownership": Ownership.PUBLIC,
    }
    return InstitutionFacts(**{**told, "region_id": a_region().id, "grade": Grade.TWO, **values})


def revision():
    return db.session.scalar(sa.select(sa.func.sum(Revision.number)))


def the(model, institution, criterion):
    return db.session.scalar(sa.select(model).where(model.institution_id == institution.id, criterion))


def test_a_registration_is_one_deed_with_one_event_and_one_audit_row(session):
    by, before = a_user(Role.COUNTY_COORDINATOR), revision()
    with unit_of_work() as work:
        made = institutions.register_institution(work, facts(), by=by, valid_from=date(2026, 1, 1), document_no="文1")
    record = the(InstitutionRecord, made, pending(InstitutionRecord))
    assert (record.name, record.recorded_by_id, record.document_no) == ("龙泉市人民医院", by.id, "文1")
    assert revision() == before + 1
    (row,) = session.scalars(sa.select(AuditEvent).where(AuditEvent.subject == f"institution:{made.key}")).all()
    assert (row.action, row.actor_id, row.institution_id) == ("institution_registered", by.id, made.id)


def test_nothing_is_left_of_a_registration_that_was_refused(session):
    an_institution(name="龙泉市人民医院")
    before = [session.scalar(sa.select(sa.func.count()).select_from(model)) for model in (Institution, AuditEvent)]
    number = revision()
    with pytest.raises(Refused) as refused, unit_of_work() as work:
        institutions.register_institution(work, facts(), by=None, valid_from=today())
    assert refused.value.field == "name"
    assert [
        session.scalar(sa.select(sa.func.count()).select_from(model)) for model in (Institution, AuditEvent)
    ] == before
    assert revision() == number


CHANGES = {
    "kind": InstitutionKind.TCM, "grade": Grade.THREE, "built_to_grade2": True, "level": OrgLevel.MUNICIPAL,
    "ownership": Ownership.PRIVATE, "licensor_level": OrgLevel.MUNICIPAL, "licence_to": date(2040, 1, 1),
    "licensed_beds": 5, "own_licence": False, "name": "新名", "phone": "1", "address": "新路", "lon": 119.1,
    "liaison_name": "某", "special_type": "肿瘤", "licensed_subjects": ["24"],
}  # fmt: skip


@pytest.mark.parametrize("field", sorted(CHANGES))
def test_what_a_goal_reads_waits_and_everything_else_counts_at_once(session, field):
    hospital, by = an_institution(), a_user(Role.COUNTY_COORDINATOR)
    before = told_by(InstitutionFacts, hospital.records[0])
    after = replace(before, **{field: CHANGES[field]})
    after = replace(after, lat=28.0) if field == "lon" else after
    with unit_of_work() as work:
        waits = institutions.amend_institution(work, hospital, after, by=by, valid_from=today())
    counted = the(InstitutionRecord, hospital, in_force(InstitutionRecord, today()))
    assert waits is (field in INSTITUTION_WAITS)
    assert getattr(counted, field) == (getattr(before, field) if waits else CHANGES[field])
    assert (the(InstitutionRecord, hospital, pending(InstitutionRecord)) is not None) is waits


def test_taking_a_proposal_back_leaves_nothing_waiting(session):
    hospital, by = an_institution(), a_user(Role.COUNTY_COORDINATOR)
    before = told_by(InstitutionFacts, hospital.records[0])
    for told in (replace(before, grade=Grade.THREE), before):
        with unit_of_work() as work:
            institutions.amend_institution(work, hospital, told, by=by, valid_from=today())
    assert the(InstitutionRecord, hospital, pending(InstitutionRecord)) is None
    assert the(InstitutionRecord, hospital, in_force(InstitutionRecord, today())).grade is Grade.TWO


def test_the_record_that_somebody_saw_must_still_be_the_latest(session):
    hospital = an_institution()
    before, seen = told_by(InstitutionFacts, hospital.records[0]), hospital.records[0].id
    with unit_of_work() as work:
        institutions.amend_institution(
            work, hospital, replace(before, phone="1"), by=None, valid_from=today(), seen=seen
        )
    number = revision()
    with pytest.raises(Conflict), unit_of_work() as work:
        institutions.amend_institution(
            work, hospital, replace(before, phone="2"), by=None, valid_from=today(), seen=seen
        )
    assert revision() == number
    assert the(InstitutionRecord, hospital, in_force(InstitutionRecord, today())).phone == "1"


def test_old_names_stay_findable(session):
    with unit_of_work() as work:
        made = institutions.register_institution(work, facts(), by=None, valid_from=today())
    with unit_of_work() as work:
        institutions.amend_institution(work, made, facts(name="剑池医院"), by=None, valid_from=today())
    for typed in ("龙泉市人民医院", "longquanshirenminyiyuan", "lqsrmyy", "剑池医院", "jcyy"):
        assert typed in made.search_text.split("\n")


def test_names_do_not_run_into_each_other():
    assert "甲乙" not in search_text(["院甲", "乙院"], [])


def test_a_unit_that_is_planned_needs_a_promise_and_one_that_is_open_needs_a_day(session):
    hospital = an_institution()
    told = UnitFacts(kind=UnitKind.WARD, name="病区", region_id=hospital.records[0].region_id)
    for status, field in ((UnitStatus.PLANNED, "expected_on"), (UnitStatus.OPERATING, "opened_on")):
        with pytest.raises(Refused) as refused, unit_of_work() as work:
            entered = units.NewUnit(told, StatusFacts(status=status))
            units.register_unit(work, hospital, entered, by=None, valid_from=today())
        assert refused.value.field == field
    assert session.scalar(sa.select(sa.func.count()).select_from(UnitRecord)) == 0


def test_a_confirmed_suspension_ends_the_state_before_it_and_the_history_keeps_both(session):
    ward, since = a_ward(an_institution()), today() - timedelta(days=3)
    with unit_of_work() as work:
        wanted = StatusFacts(status=UnitStatus.SUSPENDED)
        units.change_status(work, ward, wanted, by=None, valid_from=since, reason="改建")
    state = session.scalar(sa.select(UnitState).where(UnitState.unit_id == ward.id, pending(UnitState)))
    confirm(session, state, None)
    standing = session.scalars(
        sa.select(UnitState).where(UnitState.superseded_at.is_(None)).order_by(UnitState.valid_from)
    ).all()
    assert [(row.status, row.valid_to) for row in standing] == [
        (UnitStatus.OPERATING, since),
        (UnitStatus.SUSPENDED, None),
    ]
