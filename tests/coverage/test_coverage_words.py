"""Every check reads as the design wrote it (mock-up of 龙泉市), and no code ever shows."""

from datetime import date, timedelta

import pytest

from hospice.coverage.rules.class_words import CAUTIONS, LEFT_OUT, REFUSALS, class_label
from hospice.coverage.rules.designation import Refusal
from hospice.coverage.rules.figures import MapClass
from hospice.coverage.rules.policy import Policy
from hospice.coverage.rules.primary import LeftOut
from hospice.coverage.rules.verdicts import Caution, Criterion, Goal
from hospice.coverage.rules.words import evidence, sentence
from hospice.facilities.rules.codes import Grade, GradeClass, InstitutionKind, OrgLevel, Ownership, UnitKind, UnitStatus
from tests.coverage.facts import (
    LIANDU,
    LISHUI,
    LONGQUAN,
    ON,
    a_designation,
    a_health_centre,
    a_hospital,
    a_planned_ward,
    a_service,
    a_ward,
    judged,
)

DAY = timedelta(1)


def told(checks):
    return {check.criterion: (str(sentence(check)), str(evidence(check))) for check in checks}


def ward_words(ward=None, hospital=None, goal=Goal.G2, code=LONGQUAN, **values):
    coverage = judged(ward or a_ward(), institutions=(hospital or a_hospital(),), **values)
    return told(coverage.wards_of(goal, code)[0].checks)


def test_the_ward_under_construction_reads_as_in_the_design():
    row = judged(a_planned_ward()).wards_of(Goal.G2, LONGQUAN)[0]
    assert [(check.passed, str(sentence(check)), str(evidence(check))) for check in row.checks_failed_first] == [
        (False, "状态不是“已启用”", "现为“建设中”"),
        (False, "没有启用批复", "未上传文件"),
        (False, "实际开放床位为0张", "至少要有1张"),
        (True, "机构在业，许可证有效", "有效期至2028年6月30日"),
        (True, "机构类别符合：综合医院", "2026年3月12日登记"),
        (True, "等级不低于二级", "二级甲等"),
        (True, "隶属层级为县级", "龙泉市属"),
        (True, "单元类型为病区", "12张床，独立护理单元"),
    ]


def test_a_ward_that_counts_shows_its_evidence():
    words = ward_words()
    assert words[Criterion.STATUS] == ("状态为“已启用”", "自2025年5月1日起")
    assert words[Criterion.EVIDENCE] == ("已启用，有启用批复", "龙卫〔2025〕8号，启用日期2025年5月1日")
    assert words[Criterion.BEDS] == ("实际开放床位为12张", "至少要有1张")


@pytest.mark.parametrize(
    ("hospital", "criterion", "words"),
    [
        ({"active": False}, Criterion.LICENCE, ("机构不在业", "已停业或注销")),
        ({"licence_no": ""}, Criterion.LICENCE, ("没有在有效期内的执业许可证", "未登记许可证")),
        ({"licence_to": ON - DAY}, Criterion.LICENCE, ("没有在有效期内的执业许可证", "有效期至2026年11月19日")),
        ({"licence_to": None}, Criterion.LICENCE, ("机构在业，许可证有效", "未登记有效期止日")),
        (
            {"licensed_beds": 20, "licence_checked_on": date(2025, 8, 1)},
            Criterion.LICENCE,
            ("执业许可证逾期未校验", "应于2026年8月1日前校验，已逾期111天"),
        ),
        (
            {"kind": InstitutionKind.NURSING_CENTER},
            Criterion.TYPE,
            ("机构类别不在计入范围：护理中心", "须为综合、中医、中西医结合、专科、康复医院或护理院"),
        ),
        ({"grade": Grade.ONE}, Criterion.GRADE, ("等级低于二级", "现为一级甲等")),
        ({"grade": Grade.NONE, "grade_class": GradeClass.N}, Criterion.GRADE, ("等级低于二级", "现为未定级")),
        (
            {"grade": Grade.ONE, "built_to_grade2": True},
            Criterion.GRADE,
            ("等级不低于二级", "一级甲等，按二级标准设置"),
        ),
        ({"level": OrgLevel.MUNICIPAL}, Criterion.LEVEL, ("隶属层级不是县级", "现为丽水市属")),
        (
            {"level": OrgLevel.OTHER, "ownership": Ownership.PRIVATE},
            Criterion.LEVEL,
            ("隶属层级为县级", "社会办，发证机关按龙泉市属"),
        ),
    ],
)
def test_the_host_in_words(hospital, criterion, words):
    assert ward_words(hospital=a_hospital(**hospital))[criterion] == words


@pytest.mark.parametrize(
    ("ward", "criterion", "words"),
    [
        ({"kind": UnitKind.ROOM}, Criterion.KIND, ("单元类型不是病区", "现为“病房”")),
        ({"installed_beds": None}, Criterion.KIND, ("单元类型为病区", "独立护理单元")),
        (
            {"status": UnitStatus.RELOCATING, "status_since": ON - 10 * DAY},
            Criterion.STATUS,
            ("状态为“搬迁中”，宽限期内仍计入", "还有80天"),
        ),
        ({"status": UnitStatus.SUSPENDED}, Criterion.STATUS, ("状态不是“已启用”", "现为“暂停”")),
        ({"approval_document": ""}, Criterion.EVIDENCE, ("没有启用批复", "未上传文件")),
        ({"opened_on": None}, Criterion.EVIDENCE, ("没有启用日期", "未登记启用日期")),
        ({"opened_on": ON + DAY}, Criterion.EVIDENCE, ("未到启用日期", "启用日期2026年11月21日")),
        (
            {"opened_on": ON + DAY, "approval_document": ""},
            Criterion.EVIDENCE,
            ("没有启用批复，也未到启用日期", "未上传文件，启用日期2026年11月21日"),
        ),
        ({"open_beds": None}, Criterion.BEDS, ("没有报实际开放床位", "至少要有1张")),
        ({"shared_specialty": True}, Criterion.SHARED, ("与其他专科合用，没有单独的标识和制度", "未登记")),
    ],
)
def test_the_ward_in_words(ward, criterion, words):
    assert ward_words(a_ward(**ward))[criterion] == words


def test_a_designation_shows_its_document():
    named = (a_designation(region_code=LONGQUAN),)
    city, other = a_hospital(level=OrgLevel.MUNICIPAL), a_hospital(id=2, level=OrgLevel.MUNICIPAL)
    second = a_ward(id=2, institution_id=2, county_code=LIANDU)
    coverage = judged(a_ward(), second, institutions=(city, other), designations=named)
    assert told(coverage.wards_of(Goal.G2, LONGQUAN)[0].checks)[Criterion.LEVEL] == (
        "经认定作为县级病区",
        "认定文件丽卫〔2026〕3号，省卫生健康委",
    )
    lent = next(row for row in coverage.wards_of(Goal.G1, LISHUI) if row.unit.id == 1)
    assert told(lent.checks)[Criterion.SINGLE_USE] == ("已认定用于县级目标，不能再用于市级目标", "一个病区只计一次")


def test_the_checklist_in_words():
    policy = Policy(ward_require_checklist=True)
    assert ward_words(policy=policy)[Criterion.CHECKLIST][0] == "自查清单必备项齐全"
    assert ward_words(a_ward(checklist_failed=True), policy=policy)[Criterion.CHECKLIST][0] == "自查清单有必备项不合格"


def test_a_facility_in_words():
    row = judged(institutions=(a_health_centre(),), services=(a_service(trained_nurses=0),)).primaries_of(LONGQUAN)[0]
    assert list(told(row.checks).values()) == [
        ("已申报服务，并经确认", "自2025年1月1日起"),
        ("有服务方式", "家庭病床"),
        ("有受过培训的医师", "医师1名"),
        ("没有受过培训的护士", "至少要有1名"),
        ("近365天内有服务记录", "最近一次2026年10月1日"),
    ]


@pytest.mark.parametrize(
    ("service", "words"),
    [
        (a_service(confirmed=False), ("服务申报未经确认", "待卫生健康部门确认")),
        (a_service(started_on=ON + DAY), ("服务尚未开始", "2026年11月21日开始")),
        (a_service(ended_on=ON), ("服务已经停止", "2026年11月20日停止")),
        (a_service(started_on=None), ("没有申报服务", "")),
    ],
)
def test_a_declaration_in_words(service, words):
    row = judged(institutions=(a_health_centre(),), services=(service,)).primaries_of(LONGQUAN)[0]
    assert told(row.checks)[Criterion.DECLARED] == words


def test_every_class_caution_refusal_and_omission_has_its_word():
    assert str(class_label(Goal.G2, MapClass.M4)) == "经认定达标"
    assert str(class_label(Goal.G3, MapClass.M4)) == "50%—75%（已达标）"
    assert str(class_label(Goal.G3, MapClass.NOD)) == "未报数据"
    assert all(str(class_label(goal, one)) for goal in Goal for one in MapClass)
    assert (set(CAUTIONS), set(REFUSALS), set(LEFT_OUT)) == (set(Caution), set(Refusal), set(LeftOut))
