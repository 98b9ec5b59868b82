"""Every value that may be configured: its key, what it means, what it may be, and where its default comes from. Pure.

Marks of domain.md: [V] verified in a document, [P] assumed by this project. An assumption is shown as one until somebody
with authority sets the value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy

PLAN = "浙江省全省域开展安宁疗护工作实施方案（征求意见稿）"
PROJECT = "本项目假定，待主管部门核定"
CIVIL_CODE = "民法典第一千二百五十九条"


@dataclass(frozen=True, slots=True)
class Setting:
    """One configurable value. `kind` is yes_no, whole, day, share or choice; `options` maps the codes of a choice."""

    key: str
    title: Any
    kind: str
    default: Any
    source: str = PROJECT
    standing: str = "assumption"
    least: int = 0
    most: int = 3660
    options: Mapping[str, Any] | None = None

    def parse(self, text: str) -> Any:
        """The typed text as the JSON value that is stored; `Refused` with a sentence otherwise."""
        return _PARSERS[self.kind](self, text.strip())

    def hint(self) -> str:
        """What may be typed."""
        if self.choices():
            return ""
        words = {"day": _("例如2026-11-22"), "share": _("例如1/2")}
        return words.get(self.kind) or _("%(least)s到%(most)s之间的整数", least=self.least, most=self.most)

    def choices(self) -> list[tuple[str, Any]]:
        """The values to choose from, where there are but a few: (code, words)."""
        if self.kind == "yes_no":
            return [("yes", lazy("是")), ("no", lazy("否"))]
        return list(self.options.items()) if self.options else []

    def words(self, value: Any) -> str:
        """The stored value as people read it."""
        if self.kind == "yes_no":
            return _("是") if value else _("否")
        if self.kind == "share":
            return f"{value[0]}/{value[1]}"
        return str(self.options[value]) if self.options else str(value)


def _yes_no(_setting: Setting, text: str) -> bool:
    if text not in ("yes", "no"):
        raise Refused(_("请选“是”或“否”。"), field="value")
    return text == "yes"


def _whole(setting: Setting, text: str) -> int:
    try:
        value = int(text) if len(text) <= 9 else -1
    except ValueError:
        value = -1
    if not setting.least <= value <= setting.most:
        raise Refused(_("请填%(least)s到%(most)s之间的整数。", least=setting.least, most=setting.most), field="value")
    return value


def _day(_setting: Setting, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused(_("请按年-月-日填写，例如2026-11-22。"), field="value") from None


def _share(_setting: Setting, text: str) -> list[int]:
    upper, _slash, lower = text.partition("/")
    if not (upper.isdigit() and lower.isdigit() and len(text) <= 13 and 0 < int(upper) <= int(lower)):
        raise Refused(_("请按“分子/分母”填写，例如1/2，不超过1。"), field="value")
    return [int(upper), int(lower)]


def _choice(setting: Setting, text: str) -> str:
    if setting.options is None or text not in setting.options:
        raise Refused(_("请从列出的选项中选一个。"), field="value")
    return text


_PARSERS = {"yes_no": _yes_no, "whole": _whole, "day": _day, "share": _share, "choice": _choice}

_LEVELS = {"L1": lazy("L1 已申报"), "L2": lazy("L2 有能力提供"), "L3": lazy("L3 实际在提供")}
_UNITS = {"province": lazy("全省合并计算"), "prefecture": lazy("按设区市"), "county": lazy("按县（市、区）")}

SETTINGS: dict[str, Setting] = {
    setting.key: setting
    for setting in (
        Setting("goal.baseline", lazy("直线进度的起点"), "day", "2024-01-01"),
        Setting("goal.deadline", lazy("目标日期（含当日）"), "day", "2027-12-31"),
        Setting("goal.at_risk", lazy("低于预期的这一比例即为落后"), "share", [9, 10]),
        Setting("g1.provincial_counts", lazy("省级医院病区不经认定即计入市级病区"), "yes_no", default=False),
        Setting("g2.allow_designation", lazy("允许经认定的病区计入县级病区"), "yes_no", default=True),
        Setting("g2.allow_double_count", lazy("同一病区可同时计入市级和县级"), "yes_no", default=False),
        Setting("g2.max_districts_per_ward", lazy("一个病区最多认定给几个县（市、区）"), "whole", 1, least=1, most=20),
        Setting("g2.hospice_center_counts", lazy("独立安宁疗护中心计入病区目标"), "yes_no", default=False),
        Setting("level.private_by_licensor", lazy("社会办医院按发证机关确定层级"), "yes_no", default=True),
        Setting("ward.min_beds_count", lazy("计入所需最少实际开放床位（张）"), "whole", 1, least=1, most=500),
        Setting("ward.require_checklist", lazy("自评强制项不符合时不计入"), "yes_no", default=False),
        Setting("ward.suspension_grace_days", lazy("暂停后仍计入的天数"), "whole", 0),
        Setting("ward.relocation_grace_days", lazy("搬迁中仍计入的天数"), "whole", 90),
        Setting("ward.shared_specialty_counts", lazy("与肿瘤、老年等专科合设的病区计入"), "yes_no", default=True),
        Setting("confirm.max_age_days", lazy("超过这些天未确认即标为“陈旧”"), "whole", 100, least=1),
        Setting("licence.overdue_grace_days", lazy("许可证校验逾期后仍计入的天数"), "whole", 90),
        Setting(
            "g3.target",
            lazy("提供服务的基层机构比例，“以上”含本数"),
            "share",
            [1, 2],
            source=f"{PLAN}；{CIVIL_CODE}",
            standing="guideline",
        ),
        Setting("g3.formal_unit", lazy("基层机构比例的正式计算单位"), "choice", "province", options=_UNITS),
        Setting("g3.provide_level", lazy("达到哪一级算“提供服务”"), "choice", "L2", options=_LEVELS),
        Setting("g3.active_window_days", lazy("L3级所看的服务记录天数"), "whole", 365, least=1),
        Setting("clock.silent_minutes", lazy("时钟停走多少分钟后提醒"), "whole", 10, least=1, most=1440),
        Setting("g3.branch_needs_own_licence", lazy("医共体分院须有独立许可证才单独计算"), "yes_no", default=True),
    )
}
