"""What a finding says: what is wrong, why it matters, what to do, and where it is mended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy

from .codes import UnitStatus
from .places import InstitutionState

TITLES: dict[str, Any] = {
    "POINT_OUTSIDE": lazy("位置不在所在县内"),
    "LICENCE_MISSING": lazy("有病区而无执业许可证"),
    "LICENCE_EXPIRED": lazy("执业许可证已过期"),
    "LICENCE_CHECK_OVERDUE": lazy("许可证校验逾期"),
    "SUBJECT_MISSING": lazy("未登记临终关怀科"),
    "SAME_LICENCE": lazy("许可证登记号重复"),
    "SAME_CREDIT_CODE": lazy("信用代码重复"),
    "SAME_NAME": lazy("同县机构重名"),
    "HOST_NOT_ACTIVE": lazy("机构停业而单元仍启用"),
    "OPEN_ABOVE_INSTALLED": lazy("开放多于核定"),
    "STAFFED_ABOVE_OPEN": lazy("可收治多于开放"),
    "NO_OPEN_BEDS": lazy("已启用而无开放床位"),
    "NO_APPROVAL": lazy("已启用而无启用批复"),
    "NO_OPENING_DAY": lazy("启用日期缺失或未到"),
    "NO_DUTY_CONTACT": lazy("缺24小时电话或对接人"),
    "SHARED_WITHOUT_RULES": lazy("共用病区无独立标识和制度"),
    "OPENING_OVERDUE": lazy("已过预计启用日期"),
    "SUSPENDED_TOO_LONG": lazy("暂停超过一年"),
    "UNIT_ELSEWHERE": lazy("病区与机构不在同一县"),
    "DESIGNATED_NOT_OPERATING": lazy("已认定而未启用"),
    "DECLARED_WITHOUT_STAFF": lazy("申报服务而缺受训人员"),
    "CONFIRMATION_TOO_OLD": lazy("确认已陈旧"),
    "CHANGED_SINCE_CONFIRMED": lazy("确认后又有改动"),
}

# Where it is mended: the form of the institution or unit, its state, its places, its declaration, or a fresh look.
MENDED_AT = {
    "POINT_OUTSIDE": "record",
    "LICENCE_MISSING": "institution",
    "LICENCE_EXPIRED": "institution",
    "LICENCE_CHECK_OVERDUE": "institution",
    "SUBJECT_MISSING": "institution",
    "SAME_LICENCE": "institution",
    "SAME_CREDIT_CODE": "institution",
    "SAME_NAME": "institution",
    "HOST_NOT_ACTIVE": "institution",
    "OPEN_ABOVE_INSTALLED": "places",
    "STAFFED_ABOVE_OPEN": "places",
    "NO_OPEN_BEDS": "places",
    "NO_APPROVAL": "unit",
    "NO_OPENING_DAY": "unit",
    "NO_DUTY_CONTACT": "unit",
    "SHARED_WITHOUT_RULES": "unit",
    "OPENING_OVERDUE": "status",
    "SUSPENDED_TOO_LONG": "status",
    "UNIT_ELSEWHERE": "designation",
    "DESIGNATED_NOT_OPERATING": "designation",
    "DECLARED_WITHOUT_STAFF": "declaration",
    "CONFIRMATION_TOO_OLD": "look",
    "CHANGED_SINCE_CONFIRMED": "look",
}

CAUTIONS = frozenset({"SUBJECT_MISSING", "CHANGED_SINCE_CONFIRMED", "CONFIRMATION_TOO_OLD", "SAME_NAME"})


class Words(NamedTuple):
    """A finding in three sentences."""

    what: str
    why: str
    todo: str


def title(code: str) -> str:
    """The name of a kind of finding."""
    return str(TITLES.get(code, code))


def words(code: str, evidence: Mapping[str, Any]) -> Words:
    """What is wrong, why it matters, what to do. An unknown code is shown by itself."""
    made = WORDS.get(code)
    if made is None:
        return Words(code, "", "")
    what, why, todo = made
    values = _values(evidence)
    return Words(*(str(sentence) % values for sentence in _chosen(code, evidence, what, why, todo)))


def _chosen(code: str, evidence: Mapping[str, Any], what: Any, why: Any, todo: Any) -> tuple[Any, Any, Any]:
    """The wording that fits where the same finding has two causes."""
    if code == "NO_OPEN_BEDS" and evidence.get("open") is None:
        what = UNREPORTED_BEDS
    if code == "CONFIRMATION_TOO_OLD" and not evidence.get("at"):
        what = NEVER_CONFIRMED
    if code == "NO_OPENING_DAY" and evidence.get("opened"):
        what = OPENS_LATER
    return what, why, todo


def _values(evidence: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {name: _said(name, value) for name, value in evidence.items()}
    if "phone" in evidence:
        lacking = [_("24小时电话")] * (not evidence["phone"]) + [_("对接人")] * (not evidence["liaison"])
        values["lacking"] = "、".join(lacking)
    return values


def _said(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return "、".join(str(part) for part in value)
    if name == "status":
        return UnitStatus(value).label
    if name == "state":
        return InstitutionState(value).label
    return _day(value) if isinstance(value, str) and name in _DAYS else value


_DAYS = frozenset({"to", "due", "counts_until", "at", "told", "confirmed", "expected", "since", "opened"})


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return _("%(y)s年%(m)s月%(d)s日", y=day.year, m=day.month, d=day.day)


UNREPORTED_BEDS = lazy("状态为“已启用”，但未报床位数。")
NEVER_CONFIRMED = lazy("卫生健康委从未确认过这条资料。")
OPENS_LATER = lazy("状态为“已启用”，启用日期却是%(opened)s，还没有到。")

WORDS: dict[str, tuple[Any, Any, Any]] = {
    "POINT_OUTSIDE": (
        lazy("登记在%(county)s，坐标却落在%(lies_in)s，离县界%(km)s公里。"),
        lazy("地图和距离会算错。"),
        lazy("请核对地址和坐标；常见原因是坐标系选错或经纬度颠倒。"),
    ),
    "LICENCE_MISSING": (
        lazy("有在用的安宁疗护病区，但没有登记执业许可证。"),
        lazy("没有有效许可证的机构，其病区不计入指标。"),
        lazy("请填登记号、发证机关和有效期。"),
    ),
    "LICENCE_EXPIRED": (
        lazy("执业许可证有效期止于%(to)s。"),
        lazy("许可证过期后，病区不计入指标。"),
        lazy("已换证的请填新证有效期；未换证的请督促办理。"),
    ),
    "LICENCE_CHECK_OVERDUE": (
        lazy("执业许可证应在%(due)s前校验，没有更新的校验记录。"),
        lazy("100张床以下每年校验一次，100张及以上每三年一次；逾期未校验，%(counts_until)s后病区不再计入。"),
        lazy("已校验的请填最近校验日期。"),
    ),
    "SUBJECT_MISSING": (
        lazy("有安宁疗护病区，诊疗科目中没有“临终关怀科（24）”。"),
        lazy("目前不影响计入，检查时可能被问到。"),
        lazy("已核准的请补填诊疗科目；未核准的请向发证机关申请。"),
    ),
    "SAME_LICENCE": (
        lazy("与“%(others)s”登记号相同。"),
        lazy("一个登记号只能对应一家机构，重复会使指标多算。"),
        lazy("一套班子两块牌子只登记一家；填错的请改正。"),
    ),
    "SAME_CREDIT_CODE": (
        lazy("与“%(others)s”统一社会信用代码相同，又没有登记为其分支机构。"),
        lazy("同一法人可能被登记了两次。"),
        lazy("是分支机构的请填所属机构；重复登记的请注销一家。"),
    ),
    "SAME_NAME": (
        lazy("同县另有机构名称相同：%(others)s。"),
        lazy("可能重复登记，转介时也会送错地方。"),
        lazy("确是两家的请写全名称并说明；重复的请注销一家。"),
    ),
    "HOST_NOT_ACTIVE": (
        lazy("机构状态为“%(state)s”，%(units)s仍为“已启用”。"),
        lazy("机构不在业，其单元不计入指标。"),
        lazy("请核对机构状态，或把单元改为暂停、关闭。"),
    ),
    "OPEN_ABOVE_INSTALLED": (
        lazy("开放%(open)s，多于核定的%(installed)s。"),
        lazy("开放数不会多于核定数，至少有一个填错。"),
        lazy("请核对两个数。"),
    ),
    "STAFFED_ABOVE_OPEN": (
        lazy("可收治%(staffed)s，多于开放的%(open)s。"),
        lazy("没有开放的床位不能收治，至少有一个填错。"),
        lazy("请核对两个数。"),
    ),
    "NO_OPEN_BEDS": (
        lazy("状态为“已启用”，开放床位为0。"),
        lazy("没有开放床位的病区不计入指标。"),
        lazy("请填实际开放床位；确实停用的请改状态。"),
    ),
    "NO_APPROVAL": (
        lazy("状态为“已启用”，没有启用批复或通知的文号。"),
        lazy("没有文件依据的病区不计入指标。"),
        lazy("请填批复或通知的文号。"),
    ),
    "NO_OPENING_DAY": (
        lazy("状态为“已启用”，没有启用日期。"),
        lazy("没有启用日期的单元不计入指标。"),
        lazy("请填实际启用日期，或改正状态。"),
    ),
    "NO_DUTY_CONTACT": (
        lazy("缺%(lacking)s。"),
        lazy("没有24小时电话和对接人，不能公开接收转介。"),
        lazy("请在单元或机构资料中补填。"),
    ),
    "SHARED_WITHOUT_RULES": (
        lazy("与其他专科共用病区，没有独立的标识和制度。"),
        lazy("共用病区须有专用床位、独立标识和制度才计入。"),
        lazy("已具备的请勾选；未具备的请督促落实。"),
    ),
    "OPENING_OVERDUE": (
        lazy("状态为“%(status)s”，预计%(expected)s启用，已过。"),
        lazy("覆盖预测以预计日期为准，过期的日期使预测失真。"),
        lazy("已启用的请改状态并填批复；推迟的请填新的预计日期。"),
    ),
    "SUSPENDED_TOO_LONG": (
        lazy("自%(since)s起暂停，已超过一年。"),
        lazy("非因改建停业超过一年的，视为歇业。"),
        lazy("建议改为“已关闭”，由您核实后提交；因改建停用或即将恢复的，请写明情况。"),
    ),
    "UNIT_ELSEWHERE": (
        lazy("病区在%(unit)s，机构在%(house)s，没有认定文件。"),
        lazy("异地院区的病区须经认定才计入所在县。"),
        lazy("请由设区市提出认定；地点填错的请改正。"),
    ),
    "DESIGNATED_NOT_OPERATING": (
        lazy("已认定用于%(for)s，状态却是“%(status)s”。"),
        lazy("未启用的病区即使经认定也不计入。"),
        lazy("请核对状态，或终止认定。"),
    ),
    "DECLARED_WITHOUT_STAFF": (
        lazy("已申报服务，受过培训的医师%(physicians)s名、护士%(nurses)s名。"),
        lazy("至少1名医师和1名护士受过培训才算能够提供服务。"),
        lazy("请核对人数，或安排培训后更新申报。"),
    ),
    "CONFIRMATION_TOO_OLD": (
        lazy("最近一次确认是%(at)s，超过%(days)s天。"),
        lazy("仍计入，但标为“陈旧”。"),
        lazy("请向机构核实，无变化就点“无变化，确认”。"),
    ),
    "CHANGED_SINCE_CONFIRMED": (
        lazy("%(told)s改报开放床位为%(open)s，上次确认是%(confirmed)s。"),
        lazy("改动已生效，但还没有人看过全部资料。"),
        lazy("请核对后点“无变化，确认”。"),
    ),
}
