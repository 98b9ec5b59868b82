"""Every check, passed or failed, in the words that a page shows: a sentence and the evidence beside it.

Nothing here is computed when figures are: words are made only for the rows that somebody opens.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from hospice.core.i18n import lazy
from hospice.facilities.rules.codes import GradeClass, OrgLevel, Ownership, UnitKind, UnitStatus

from .facts import CountyFact, DesignationFact, InstitutionFact, UnitFact
from .host import licence_check_due
from .primary_words import PRIMARY_WORDS
from .verdicts import Check, Criterion, Goal, Reason
from .ward import BEFORE_OPENING
from .written import Words, day_words


def sentence(check: Check) -> Any:
    """Say what was found: `状态不是“已启用”`."""
    return _WORDS[check.criterion](check)[0]


def evidence(check: Check) -> Any:
    """Say what shows it: `现为“建设中”`. May be empty."""
    return _WORDS[check.criterion](check)[1]


def _licence(check: Check) -> Words:
    institution, overdue = check.facts
    if Reason.ORG_INACTIVE in check.reasons:
        return lazy("机构不在业"), lazy("已停业或注销")
    if Reason.LICENCE_CHECK_OVERDUE in check.reasons:
        due = day_words(licence_check_due(institution) or date.max)
        return lazy("执业许可证逾期未校验"), lazy("应于%(day)s前校验，已逾期%(n)s天", day=due, n=overdue)
    told = _licence_term(institution)
    return (lazy("机构在业，许可证有效") if check.passed else lazy("没有在有效期内的执业许可证")), told


def _licence_term(institution: InstitutionFact) -> Any:
    if not institution.licence_no:
        return lazy("未登记许可证")
    if institution.licence_to is None:
        return lazy("未登记有效期止日")
    return lazy("有效期至%(day)s", day=day_words(institution.licence_to))


def _type(check: Check) -> Words:
    institution, waived = check.facts
    if waived:
        return lazy("安宁疗护中心，按规则计入"), institution.kind.label
    if not check.passed:
        return (
            lazy("机构类别不在计入范围：%(kind)s", kind=institution.kind.label),
            lazy("须为综合、中医、中西医结合、专科、康复医院或护理院"),
        )
    registered = institution.registered_on
    told = lazy("%(day)s登记", day=day_words(registered)) if registered else ""
    return lazy("机构类别符合：%(kind)s", kind=institution.kind.label), told


def _grade(check: Check) -> Words:
    institution, waived = check.facts
    if waived:
        return lazy("安宁疗护中心，不要求等级"), ""
    told = institution.grade.label
    if institution.grade_class is not GradeClass.N:
        told = lazy("%(grade)s%(rank)s", grade=institution.grade.label, rank=institution.grade_class.label)
    if not check.passed:
        return lazy("等级低于二级"), lazy("现为%(grade)s", grade=told)
    if institution.grade not in ("2", "3"):
        return lazy("等级不低于二级"), lazy("%(grade)s，按二级标准设置", grade=told)
    return lazy("等级不低于二级"), told


_LEVEL_FITS = {Goal.G1: lazy("隶属层级为市级"), Goal.G2: lazy("隶属层级为县级")}
_LEVEL_FAILS = {Goal.G1: lazy("隶属层级不是市级"), Goal.G2: lazy("隶属层级不是县级")}
_DESIGNATED = {Goal.G1: lazy("经认定作为市级病区"), Goal.G2: lazy("经认定作为县级病区")}


def _level(check: Check) -> Words:
    goal, level, institution, county, designation = check.facts
    if designation is not None:
        return _DESIGNATED[goal], _designated(designation)
    told = _whose(level, institution, county)
    return (_LEVEL_FITS[goal], told) if check.passed else (_LEVEL_FAILS[goal], lazy("现为%(level)s", level=told))


def _designated(designation: DesignationFact) -> Any:
    return lazy("认定文件%(no)s，%(who)s", no=designation.document_no, who=designation.approver)


def _whose(level: OrgLevel, institution: InstitutionFact, county: CountyFact | None) -> Any:
    """龙泉市属; for a private hospital who licensed it."""
    name: Any = level.label
    if county is not None and level is OrgLevel.COUNTY:
        name = lazy("%(place)s属", place=county.name)
    elif county is not None and county.prefecture_name and level is OrgLevel.MUNICIPAL:
        name = lazy("%(place)s属", place=county.prefecture_name)
    private = institution.ownership is Ownership.PRIVATE and institution.level is not level
    return lazy("社会办，发证机关按%(level)s", level=name) if private else name


def _kind(check: Check) -> Words:
    unit: UnitFact = check.facts[0]
    if not check.passed:
        return lazy("单元类型不是病区"), lazy("现为“%(kind)s”", kind=unit.kind.label)
    if unit.kind is UnitKind.CENTER:
        return lazy("单元类型为安宁疗护中心"), ""
    if unit.installed_beds is None:
        return lazy("单元类型为病区"), lazy("独立护理单元")
    return lazy("单元类型为病区"), lazy("%(n)s张床，独立护理单元", n=unit.installed_beds)


def _status(check: Check) -> Words:
    unit, left = check.facts
    now = lazy("现为“%(status)s”", status=unit.status.label)
    if not check.passed:
        return lazy("状态不是“已启用”"), now
    if unit.status is not UnitStatus.OPERATING:
        return lazy("状态为“%(status)s”，宽限期内仍计入", status=unit.status.label), lazy("还有%(n)s天", n=left)
    since = unit.status_since
    return lazy("状态为“已启用”"), lazy("自%(day)s起", day=day_words(since)) if since else ""


def _evidence(check: Check) -> Words:
    """Before the opening nobody expects its date; then the missing document is the one thing to tell."""
    unit: UnitFact = check.facts[0]
    opening = lazy("启用日期%(day)s", day=day_words(unit.opened_on)) if unit.opened_on else lazy("未登记启用日期")
    if check.passed:
        return lazy("已启用，有启用批复"), lazy("%(no)s，%(opening)s", no=unit.approval_document, opening=opening)
    if Reason.NO_EVIDENCE not in check.reasons:
        return lazy("未到启用日期") if unit.opened_on else lazy("没有启用日期"), opening
    if Reason.NOT_OPENED in check.reasons and (unit.opened_on or unit.status not in BEFORE_OPENING):
        return lazy("没有启用批复，也未到启用日期"), lazy("未上传文件，%(opening)s", opening=opening)
    return lazy("没有启用批复"), lazy("未上传文件")


def _beds(check: Check) -> Words:
    beds, least = check.facts
    if beds is None:
        return lazy("没有报实际开放床位"), lazy("至少要有%(n)s张", n=least)
    return lazy("实际开放床位为%(n)s张", n=beds), lazy("至少要有%(n)s张", n=least)


def _shared(check: Check) -> Words:
    if Reason.SHARED_SPECIALTY in check.reasons:
        return lazy("与其他专科合用，按现行规则不计入"), ""
    if Reason.NO_OWN_SIGN in check.reasons:
        return lazy("与其他专科合用，没有单独的标识和制度"), lazy("未登记")
    return lazy("与其他专科合用，有单独的标识和制度"), ""


def _checklist(check: Check) -> Words:
    return (lazy("自查清单必备项齐全") if check.passed else lazy("自查清单有必备项不合格")), ""


_USED = {Goal.G1: lazy("已用于市级目标，不能再用于县级目标"), Goal.G2: lazy("已认定用于县级目标，不能再用于市级目标")}


def _single_use(check: Check) -> Words:
    if Reason.TOO_MANY_DISTRICTS in check.reasons:
        return lazy("一个病区不能认定给多个县（市、区）"), lazy("以先认定的为准")
    return _USED[check.facts[0]], lazy("一个病区只计一次")


_WORDS: dict[Criterion, Callable[[Check], Words]] = {
    Criterion.LICENCE: _licence,
    Criterion.TYPE: _type,
    Criterion.GRADE: _grade,
    Criterion.LEVEL: _level,
    Criterion.KIND: _kind,
    Criterion.STATUS: _status,
    Criterion.EVIDENCE: _evidence,
    Criterion.BEDS: _beds,
    Criterion.SHARED: _shared,
    Criterion.CHECKLIST: _checklist,
    Criterion.SINGLE_USE: _single_use,
    **PRIMARY_WORDS,
}
