"""What a suggestion is made from, and when a choice departs from it."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy.orm import Session

from hospice.core.clock import frozen, now
from hospice.core.db import unit_of_work
from hospice.episodes.rules.codes import Priority
from hospice.facilities.rules.codes import UnitKind, UnitStatus
from hospice.patients.models import PlaceWish
from hospice.patients.rules.clinical import Consciousness, Isolation, Phase, Prognosis
from hospice.patients.rules.codes import ConsentKind
from hospice.patients.rules.wishes import Setting
from hospice.patients.services import clinical
from hospice.transfers.queries.facts import JUDGED, facts_of
from hospice.transfers.queries.seeking import home_of, sought_for
from hospice.transfers.rules.minimum import OF_THE_NEED, OF_THE_PERSON, TO_SUBMIT
from hospice.transfers.rules.placement import Advice, Fit, PlacementFacts
from hospice.transfers.rules.priority import PrioritySuggestion
from hospice.transfers.rules.standards import Standards
from hospice.transfers.rules.suggesting import differs_from, is_against

from ..cases import a_draft, a_house, a_patient, consent
from ..factories import a_region, a_unit, an_institution

OWN = Standards()


@pytest.mark.parametrize(("chosen", "other"), list(product(Fit, Fit)))
def test_a_setting_needs_a_reason_where_it_is_advised_against_or_another_is_suggested(chosen: Fit, other: Fit) -> None:
    advice = [Advice(setting, fit, (), (), (), ()) for setting, fit in ((Setting.WARD, chosen), (Setting.HOME, other))]
    expected = {
        Fit.SUGGESTED: False, Fit.POSSIBLE: other is Fit.SUGGESTED, Fit.ASK: True, Fit.NOT_SUGGESTED: True,
    }[chosen]  # fmt: skip
    assert is_against(advice, Setting.WARD) is expected


def test_a_class_needs_a_reason_where_it_is_not_the_suggested_one() -> None:
    suggested = PrioritySuggestion(Priority.PRIOR, (), ())
    assert [differs_from(suggested, one) for one in Priority] == [True, False, True, True]
    assert not differs_from(None, Priority.URGENT)


def test_every_required_datum_is_entered_in_one_place() -> None:
    assert not OF_THE_NEED & OF_THE_PERSON
    assert TO_SUBMIT >= OF_THE_PERSON


def test_what_the_record_says_is_what_a_suggestion_is_made_from(session: Session) -> None:
    house = a_house("331181")
    patient = a_patient(house, lon=119.14, lat=28.08)
    a_unit(an_institution("331181", lon=119.14, lat=28.15), UnitKind.HOME_TEAM)
    a_unit(an_institution("331181", lon=119.14, lat=28.09), UnitKind.HOME_TEAM, status=UnitStatus.CLOSED)
    consent(house, patient, kind=ConsentKind.CARE)
    later = now() + timedelta(days=9)
    said = {
        "prognosis": Prognosis.W1_2, "phase": Phase.UNSTABLE, "consciousness": Consciousness.DELIRIUM, "devices": ["PUMP"],
        "severe_dyspnoea": False, "severe_bleeding": True,
    }  # fmt: skip
    with frozen(later), unit_of_work() as work:
        clinical.describe(work, patient, said, by=house.clinician)
        for hours, pain in ((60, 9), (20, 7), (2, 3)):
            clinical.assess(work, patient, "NRS", {"nrs": pain}, by=house.clinician, at=now() - timedelta(hours=hours))
        clinical.assess(work, patient, "ESAS-r", {"pain": 8, "nausea": 7, "anxiety": 6}, by=house.clinician)
        work.add(PlaceWish(patient_id=patient.id, death=Setting.HOME))
    with frozen(later):
        placement, urgency = facts_of(session, patient, {"carer_exhausted": True, "seeks_cure": False}, OWN)
    assert (placement.nrs, placement.pps, placement.esas_severe_items) == (7, 40, 2)  # the worst of 24 hours
    assert (placement.phase, placement.high_bleeding_risk, placement.wishes_to_die_at_home) == (
        Phase.UNSTABLE,
        True,
        True,
    )
    assert (placement.willing, placement.home_team_km, placement.seeks_cure) == (True, 8, False)
    assert (urgency.delirium, urgency.carer_collapsed, urgency.severe_dyspnoea) == (True, True, False)


def test_what_nobody_said_is_unknown(session: Session) -> None:
    house = a_house("331181")
    patient = a_patient(house)
    placement, urgency = facts_of(session, patient, {}, OWN)
    unknown = {name for name in PlacementFacts.__dataclass_fields__ if getattr(placement, name) is None}
    assert unknown >= {*JUDGED, "phase", "esas_severe_items", "high_bleeding_risk", "carer_hours", "willing"}
    assert urgency.carer_collapsed is None
    assert not urgency.planning_only


def test_a_search_knows_isolation_insurance_and_home_as_the_record_does(session: Session) -> None:
    house, county = a_house("331181"), a_region("330106")
    patient = a_patient(house, insurance_region_id=county.id, off_site_filed=True)
    transfer = a_draft(house, [a_house("331102")], patient=patient)
    sought = sought_for(session, transfer, home_km=15)
    assert (sought.isolation, sought.insured_at, sought.needs_filing, sought.filed) == (False, county.path, True, True)
    point, region = home_of(patient)
    assert point is not None
    assert region is not None
    assert region.id == patient.region_id  # the middle of the county stands for a home that is not placed
    with unit_of_work() as work:
        clinical.describe(work, patient, {"isolation": Isolation.CONTACT}, by=house.clinician)
    assert sought_for(session, transfer, home_km=15).isolation is True
