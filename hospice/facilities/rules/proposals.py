"""What waits for the commission: kinds of facts, the words for their fields, and what a proposal would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy

from .codes import Coded, ServiceMode, Subject
from .places import Ability


class About(Coded):
    """Kinds of facts that an officer confirms, in the order in which they have to be confirmed."""

    INSTITUTION = "institution", lazy("机构资料")
    UNIT = "unit", lazy("单元资料")
    STATE = "state", lazy("单元状态")
    DECLARATION = "declaration", lazy("服务申报")
    ACTIVITY = "activity", lazy("每月服务人次")
    DESIGNATION = "designation", lazy("病区认定")


ORDER = tuple(About)

# Fields that a reader compares, with their words; what is not listed (search text, who typed it) is no fact.
FIELDS: dict[About, dict[str, Any]] = {
    About.INSTITUTION: {
        "name": lazy("名称"),
        "kind": lazy("类别"),
        "special_type": lazy("专科类型"),
        "grade": lazy("等级"),
        "grade_class": lazy("等次"),
        "built_to_grade2": lazy("按二级标准建设"),
        "level": lazy("隶属层级"),
        "ownership": lazy("举办主体"),
        "profit": lazy("经营性质"),
        "state": lazy("机构状态"),
        "credit_code": lazy("统一社会信用代码"),
        "licence_no": lazy("执业许可证登记号"),
        "licence_issuer": lazy("发证机关"),
        "licensor_level": lazy("发证机关层级"),
        "licence_from": lazy("许可证起日"),
        "licence_to": lazy("许可证止日"),
        "licence_checked_on": lazy("最近校验"),
        "licensed_beds": lazy("编制床位"),
        "licensed_subjects": lazy("诊疗科目"),
        "own_licence": lazy("独立执业许可证"),
        "host": lazy("所属机构"),
        "region": lazy("所在县（市、区）"),
        "township": lazy("所在乡镇、街道"),
        "address": lazy("地址"),
        "point": lazy("坐标"),
        "phone": lazy("电话"),
        "duty_phone": lazy("24小时电话"),
        "liaison_name": lazy("对接人"),
        "liaison_phone": lazy("对接人电话"),
    },
    About.UNIT: {
        "kind": lazy("单元类别"),
        "name": lazy("名称"),
        "ward_no": lazy("编号"),
        "region": lazy("所在县（市、区）"),
        "point": lazy("坐标"),
        "opened_on": lazy("启用日期"),
        "approval_document": lazy("启用批复"),
        "shared_specialty": lazy("与其他专科共用"),
        "own_sign_and_rules": lazy("有独立标识和制度"),
        "partners": lazy("合作单位"),
        "abilities": lazy("服务能力"),
        "duty_phone": lazy("24小时电话"),
        "liaison_name": lazy("对接人"),
        "liaison_phone": lazy("对接人电话"),
    },
    About.STATE: {"status": lazy("状态"), "expected_on": lazy("预计启用")},
    About.DECLARATION: {
        "modes": lazy("服务方式"),
        "trained_physicians": lazy("受过培训的医师"),
        "trained_nurses": lazy("受过培训的护士"),
    },
    About.ACTIVITY: {"month": lazy("月份"), "services": lazy("服务人次")},
    About.DESIGNATION: {"region": lazy("认定给"), "goal": lazy("用于"), "approver": lazy("批准机关")},
}

_SPAN = {"valid_from": lazy("自哪一天起"), "valid_to": lazy("到哪一天止（不含）")}
_LISTS: dict[str, type[Coded]] = {"abilities": Ability, "modes": ServiceMode, "licensed_subjects": Subject}


class Difference(NamedTuple):
    """One field that a proposal would change, in words; `before` is empty where nothing was said."""

    label: str
    before: str
    after: str


def words(name: str, value: Any) -> str:
    """A value as people read it; unknown is empty."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Coded):
        return str(value.label)
    if isinstance(value, list | tuple):
        return "、".join(_listed(name, code) for code in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _listed(name: str, code: str) -> str:
    labels = {member.value: str(member.label) for member in _LISTS.get(name, ())}
    return labels.get(code, code)


def differences(about: About, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Difference]:
    """The fields in which `after` differs from what counts now; all that are filled in, where nothing counts yet.

    Both map field names to values; the days from which it shall hold always close the list.
    """
    changed = [
        Difference(str(label), words(name, before.get(name)) if before else "", words(name, after.get(name)))
        for name, label in FIELDS[about].items()
        if _differs(name, before, after)
    ]
    span = [Difference(str(label), "", words(name, after[name])) for name, label in _SPAN.items() if after.get(name)]
    return changed + span


def _differs(name: str, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> bool:
    if before is None:
        return words(name, after.get(name)) not in ("", _("否"))
    return words(name, before.get(name)) != words(name, after.get(name))


class Mark(NamedTuple):
    """Which fact a page showed, and when that fact was recorded: accepting acts on what was read, or not at all."""

    about: About
    fact_id: int
    recorded_us: int  # microseconds since 1970

    def __str__(self) -> str:
        return f"{self.about.value}-{self.fact_id}-{self.recorded_us}"


def marks(texts: Sequence[str]) -> list[Mark]:
    """Read the marks of a post, in the order of confirmation. ValueError where one is not a mark."""
    return sorted((_mark(text) for text in texts), key=lambda mark: (ORDER.index(mark.about), mark.fact_id))


def _mark(text: str) -> Mark:
    about, fact_id, recorded = text.split("-")
    if not (fact_id.isascii() and fact_id.isdigit() and recorded.isascii() and recorded.isdigit()):
        raise ValueError("a mark has two numbers")
    if len(fact_id) > 9 or len(recorded) > 18:
        raise ValueError("a number is absurdly long")
    return Mark(About(about), int(fact_id), int(recorded))
