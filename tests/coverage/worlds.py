"""Hypothesis strategies: small provinces in which everything that can go wrong does, and often enough nothing."""

from datetime import timedelta

from hypothesis import strategies as st

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


def near_a_year():
    return st.sampled_from(
        [ON - timedelta(by) for by in (0, 1, 89, 90, 91, 364, 365, 366, 455, 456, 457, 1095, 1186, 1187)]
    )


def flawed(make, flaws, /, **chosen):
    """A good fact with no flaw in most cases, else with one or two, so that facts that count are common."""
    several = st.one_of(st.just([]), st.just([]), st.lists(st.sampled_from(flaws), min_size=1, max_size=2))
    parts = st.tuples(st.fixed_dictionaries(chosen), several)
    return parts.map(
        lambda drawn: make(**{**drawn[0], **{name: value for flaw in drawn[1] for name, value in flaw.items()}})
    )


def ago(*numbers):
    return [ON - timedelta(by) for by in numbers]


HOST_FLAWS = [
    {"kind": InstitutionKind.HOSPICE_CENTER, "grade": Grade.NONE},
    {"kind": InstitutionKind.NURSING_CENTER},
    {"grade": Grade.ONE},
    {"grade": Grade.NONE, "built_to_grade2": True},
    {"active": False},
    {"licence_no": ""},
    {"licence_from": ON + timedelta(1)},
    *({"licence_to": day} for day in ago(-1, 0, 1)),
    *({"licence_checked_on": day, "licensed_beds": 100} for day in ago(1095, 1096, 1097, 1185, 1186, 1187)),
    *({"licence_checked_on": day, "licensed_beds": 99} for day in ago(364, 365, 366, 455, 456, 457)),
    {"licence_checked_on": None, "licensed_beds": None},
    {"licence_checked_on": None, "licence_from": None},
    {"ownership": Ownership.PRIVATE, "licensor_level": OrgLevel.COUNTY},
    {"ownership": Ownership.PRIVATE, "licensor_level": OrgLevel.MUNICIPAL},
    {"ownership": Ownership.PRIVATE, "licensor_level": None},
]
LEVELS = [OrgLevel.COUNTY, OrgLevel.MUNICIPAL, OrgLevel.MUNICIPAL, OrgLevel.PROVINCIAL, OrgLevel.OTHER]


def hospitals(number):
    return flawed(
        a_hospital,
        HOST_FLAWS,
        id=st.just(number),
        licence_to=st.none(),
        level=st.sampled_from(LEVELS),
        county_code=st.sampled_from(CODES),
    )


WARD_FLAWS = [
    *({"kind": kind} for kind in (UnitKind.CENTER, UnitKind.CENTER, UnitKind.ROOM)),
    *({"status": UnitStatus.RELOCATING, "status_since": day} for day in (*ago(0, 89, 90, 91), None)),
    *({"status": UnitStatus.SUSPENDED, "status_since": day} for day in (*ago(0, 1, 90, 400), None)),
    {"status": UnitStatus.PLANNED, "opened_on": None, "expected_on": ON},
    {"status": UnitStatus.CLOSED},
    *({"opened_on": day} for day in (*ago(-1, 0, 1), None)),
    {"approval_document": ""},
    *({"open_beds": beds} for beds in (None, 0, 1, 6)),
    {"shared_specialty": True},
    {"shared_specialty": True, "own_sign_and_rules": True},
    {"checklist_failed": True},
    {"county_code": "999999"},
]


def wards(number, hosts):
    return flawed(
        a_ward,
        WARD_FLAWS,
        id=st.just(number),
        institution_id=st.integers(1, hosts),
        county_code=st.sampled_from(CODES),
    )


NAMED_FLAWS = [
    {"document_no": ""},
    {"approver": ""},
    *({"valid_from": day} for day in ago(-1, 0)),
    *({"valid_to": day} for day in ago(-1, 0)),
    {"region_code": "000000"},
    {"goal": Goal.G1, "region_code": "331100"},
    {"goal": Goal.G1, "region_code": "330500"},
]


def designations(wards_):
    return flawed(
        a_designation,
        NAMED_FLAWS,
        unit_id=st.integers(1, wards_),
        region_code=st.sampled_from(CODES),
        valid_from=st.sampled_from(ago(10, 20, 30)),
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
    counties = draw(
        st.one_of(st.just(COUNTIES), st.lists(st.sampled_from(COUNTIES), min_size=1, unique=True).map(tuple))
    )
    orgs = [draw(hospitals(number)) for number in range(1, hosts + 1)]
    orgs += [draw(health_centres(number)) for number in range(100, 100 + draw(st.integers(0, centres)))]
    units = [draw(wards(number, hosts + 1)) for number in range(1, 1 + draw(st.integers(0, wards_)))]
    named = draw(st.lists(designations(wards_), max_size=6))
    offered = draw(st.lists(services(), max_size=10))
    return counties, orgs, units, named, offered
