"""Hypothesis strategies: small provinces in which everything that can go wrong does, and often enough nothing."""

from datetime import timedelta

from hypothesis import strategies as st

from hospice.coverage.rules.policy import Policy
from hospice.coverage.rules.verdicts import Goal
from hospice.facilities.rules.codes import (
    Grade,
    InstitutionKind,
    OrgLevel,
    Ownership,
    ServiceMode,
    UnitKind,
    UnitStatus,
)
from tests.coverage.facts import ON, a_county, a_designation, a_health_centre, a_hospital, a_service, a_ward
from tests.coverage.naive import RULES

COUNTIES = (
    a_county("331181", "龙泉市", "331100"),
    a_county("331126", "庆元县", "331100"),
    a_county("331102", "莲都区", "331100"),
    a_county("330502", "吴兴区", "330500"),
    a_county("330503", "南浔区", "330500", reported=False),
    a_county("330599", "南太湖新区", "330500", statutory=False, host_code="330502"),
)
CODES = tuple(county.code for county in COUNTIES)


def mostly(good, *others):
    """Good four times out of five, so that wards that count are not rare."""
    return st.sampled_from((good,) * max(4, 2 * len(others)) + others)


def days(around=ON, reach=400):
    return st.integers(-reach, reach).map(lambda by: around + timedelta(by))


def near_a_year():
    return st.sampled_from(
        [ON - timedelta(by) for by in (0, 1, 89, 90, 91, 364, 365, 366, 455, 456, 457, 1095, 1186, 1187)]
    )


def hospitals(number):
    return st.builds(
        a_hospital,
        id=st.just(number),
        kind=mostly(
            InstitutionKind.GENERAL, InstitutionKind.HOSPICE_CENTER, InstitutionKind.NURSING_CENTER, InstitutionKind.TCM
        ),
        grade=mostly(Grade.TWO, Grade.ONE, Grade.THREE),
        built_to_grade2=st.booleans(),
        level=st.sampled_from(
            [OrgLevel.COUNTY, OrgLevel.MUNICIPAL, OrgLevel.MUNICIPAL, OrgLevel.PROVINCIAL, OrgLevel.OTHER]
        ),
        ownership=mostly(Ownership.PUBLIC, Ownership.PRIVATE, Ownership.STATE_ENT),
        licensor_level=st.sampled_from([None, OrgLevel.COUNTY, OrgLevel.MUNICIPAL]),
        active=mostly(True, False),
        licence_no=mostly(f"LIC-{number}", ""),
        licence_to=mostly(None, ON, ON - timedelta(1)),
        licence_checked_on=st.one_of(st.just(ON), near_a_year(), st.none()),
        licensed_beds=st.sampled_from([None, 99, 100, 400]),
        county_code=st.sampled_from(CODES),
    )


def wards(number, hosts):
    return st.builds(
        a_ward,
        id=st.just(number),
        institution_id=st.integers(1, hosts),
        kind=mostly(UnitKind.WARD, UnitKind.ROOM, UnitKind.CENTER),
        county_code=st.sampled_from((*CODES, "999999")),
        status=mostly(
            UnitStatus.OPERATING, UnitStatus.RELOCATING, UnitStatus.SUSPENDED, UnitStatus.PLANNED, UnitStatus.CLOSED
        ),
        status_since=st.one_of(near_a_year(), st.none()),
        opened_on=mostly(ON, ON - timedelta(1), ON + timedelta(1), None),
        approval_document=mostly("甲1号", ""),
        open_beds=mostly(6, 0, 1, None),
        expected_on=st.one_of(st.none(), days()),
        shared_specialty=mostly(False, True),
        own_sign_and_rules=st.booleans(),
        checklist_failed=mostly(False, True),
    )


def designations(wards_):
    return st.builds(
        a_designation,
        unit_id=st.integers(1, wards_),
        region_code=st.sampled_from((*CODES, "331100", "330500", "000000")),
        goal=mostly(Goal.G2, Goal.G1),
        document_no=mostly("甲2号", ""),
        approver=mostly("省卫生健康委", ""),
        valid_from=mostly(ON - timedelta(10), ON, ON + timedelta(1), ON - timedelta(20)),
        valid_to=mostly(None, ON, ON + timedelta(1)),
    )


def health_centres(number):
    return st.builds(
        a_health_centre,
        id=st.just(number),
        kind=mostly(InstitutionKind.TOWNSHIP_HC, InstitutionKind.CHC, InstitutionKind.CHS, InstitutionKind.VILLAGE),
        active=mostly(True, False),
        licence_no=st.sampled_from(["", "A", "B", f"LIC-{number}", f"LIC-{number}"]),
        credit_code=st.sampled_from(["", "X", "Y", f"CREDIT-{number}"]),
        county_code=st.sampled_from((*CODES, "999999")),
        own_licence=st.booleans(),
        host_institution_id=st.one_of(st.none(), st.none(), st.integers(100, 105), st.just(1)),
    )


def services():
    return st.builds(
        a_service,
        institution_id=st.integers(100, 108),
        modes=mostly(frozenset({ServiceMode.ROOM}), frozenset()),
        started_on=mostly(ON, ON + timedelta(1), None, ON - timedelta(9)),
        ended_on=mostly(None, ON, ON + timedelta(1)),
        confirmed=mostly(True, False),
        trained_physicians=mostly(1, 0),
        trained_nurses=mostly(2, 0),
        last_service_on=st.one_of(st.none(), near_a_year()),
    )


def rules():
    """Rules by key, each flipped now and then."""
    changed = {
        "g1.provincial_counts": st.booleans(),
        "g2.allow_designation": mostly(True, False),
        "g2.allow_double_count": st.booleans(),
        "g2.max_districts_per_ward": mostly(1, 2, 0),
        "g2.hospice_center_counts": st.booleans(),
        "level.private_by_licensor": st.booleans(),
        "ward.min_beds_count": mostly(1, 6, 7, 0),
        "ward.require_checklist": st.booleans(),
        "ward.suspension_grace_days": mostly(0, 1, 90, 400),
        "ward.relocation_grace_days": mostly(90, 0, 91),
        "ward.shared_specialty_counts": st.booleans(),
        "licence.overdue_grace_days": mostly(90, 0, 91),
        "g3.provide_level": mostly("L2", "L1", "L3"),
        "g3.active_window_days": mostly(365, 0, 90),
        "g3.branch_needs_own_licence": st.booleans(),
    }
    return st.one_of(st.just(dict(RULES)), st.fixed_dictionaries(changed))


@st.composite
def provinces(draw, hosts=4, wards_=6, centres=7):
    """(counties, institutions, units, designations, services)."""
    counties = draw(st.lists(st.sampled_from(COUNTIES), min_size=1, unique=True).map(tuple))
    orgs = [draw(hospitals(number)) for number in range(1, hosts + 1)]
    orgs += [draw(health_centres(number)) for number in range(100, 100 + draw(st.integers(0, centres)))]
    units = [draw(wards(number, hosts + 1)) for number in range(1, 1 + draw(st.integers(0, wards_)))]
    named = draw(st.lists(designations(wards_), max_size=6))
    offered = draw(st.lists(services(), max_size=10))
    return counties, orgs, units, named, offered


def policy_of(values):
    return Policy.from_values(values)
