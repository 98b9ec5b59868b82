"""Facts with good defaults: a county hospital of 龙泉市 with a ward that counts, a health centre that provides."""

from datetime import date

from hospice.coverage.rules.facts import CountyFact, DesignationFact, InstitutionFact, ServiceFact, UnitFact
from hospice.coverage.rules.goals import Coverage, judge
from hospice.coverage.rules.policy import Policy
from hospice.coverage.rules.verdicts import Goal
from hospice.facilities.rules.codes import (
    Grade,
    GradeClass,
    InstitutionKind,
    OrgLevel,
    Ownership,
    ServiceMode,
    UnitKind,
    UnitStatus,
)

ON = date(2026, 11, 20)
LONGQUAN, QINGYUAN, LIANDU, ZONE = "331181", "331126", "331102", "331199"
LISHUI = "331100"


def a_county(code=LONGQUAN, name="龙泉市", prefecture_code=LISHUI, **values) -> CountyFact:
    return CountyFact(code, name, prefecture_code, **{"prefecture_name": "丽水市", **values})


def a_hospital(**values) -> InstitutionFact:
    number = values.get("id", 1)
    good = {
        "id": 1,
        "key": f"h{number:04}",
        "name": f"第{number}人民医院",
        "kind": InstitutionKind.GENERAL,
        "grade": Grade.TWO,
        "grade_class": GradeClass.A,
        "built_to_grade2": False,
        "level": OrgLevel.COUNTY,
        "ownership": Ownership.PUBLIC,
        "licensor_level": OrgLevel.COUNTY,
        "active": True,
        "licence_no": f"LIC-{number}",
        "licence_from": date(2023, 7, 1),
        "licence_to": date(2028, 6, 30),
        "licence_checked_on": date(2026, 6, 1),
        "licensed_beds": 400,
        "credit_code": f"CREDIT{number}",
        "county_code": LONGQUAN,
        "registered_on": date(2026, 3, 12),
    }
    return InstitutionFact(**good | values)


def a_health_centre(**values) -> InstitutionFact:
    number = values.get("id", 100)
    good = {
        "id": 100,
        "key": f"p{number:04}",
        "kind": InstitutionKind.TOWNSHIP_HC,
        "grade": Grade.NONE,
        "grade_class": GradeClass.N,
        "level": OrgLevel.TOWNSHIP,
        "licence_no": f"LIC-{number}",
        "credit_code": f"CREDIT{number}",
        "licensed_beds": 20,
    }
    return a_hospital(**good | values)


def a_ward(**values) -> UnitFact:
    number = values.get("id", 1)
    good = {
        "id": 1,
        "key": f"w{number:04}",
        "name": "安宁疗护病区",
        "institution_id": 1,
        "kind": UnitKind.WARD,
        "county_code": LONGQUAN,
        "status": UnitStatus.OPERATING,
        "status_since": date(2025, 5, 1),
        "opened_on": date(2025, 5, 1),
        "approval_document": "龙卫〔2025〕8号",
        "open_beds": 12,
        "installed_beds": 12,
        "last_confirmed_on": date(2026, 11, 1),
    }
    return UnitFact(**good | values)


def a_planned_ward(**values) -> UnitFact:
    good = {
        "status": UnitStatus.UNDER_CONSTRUCTION,
        "opened_on": None,
        "approval_document": "",
        "open_beds": 0,
        "expected_on": date(2027, 3, 31),
    }
    return a_ward(**good | values)


def a_designation(**values) -> DesignationFact:
    good = {
        "unit_id": 1,
        "region_code": LIANDU,
        "goal": Goal.G2,
        "document_no": "丽卫〔2026〕3号",
        "approver": "省卫生健康委",
        "valid_from": date(2026, 1, 1),
        "valid_to": None,
    }
    return DesignationFact(**good | values)


def a_service(**values) -> ServiceFact:
    good = {
        "institution_id": 100,
        "modes": frozenset({ServiceMode.HOME_BED}),
        "started_on": date(2025, 1, 1),
        "ended_on": None,
        "confirmed": True,
        "trained_physicians": 1,
        "trained_nurses": 1,
        "last_service_on": date(2026, 10, 1),
    }
    return ServiceFact(**good | values)


THREE_COUNTIES = (a_county(), a_county(QINGYUAN, "庆元县"), a_county(LIANDU, "莲都区"))


def judged(
    *units, on=ON, policy=None, counties=THREE_COUNTIES, institutions=None, designations=(), services=()
) -> Coverage:
    """Judge a small province; without institutions there is one county hospital."""
    institutions = (a_hospital(),) if institutions is None else institutions
    return judge(on, policy or Policy(), counties, institutions, units, designations, services)
