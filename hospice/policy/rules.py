"""Every value that may be configured: its key, what it means, what it may be, and where its default comes from. Pure.

Marks of domain.md: [V] verified in a document, [P] assumed by this project. An assumption is shown as one until somebody
with authority sets the value.
"""

from __future__ import annotations

from hospice.core.i18n import lazy

from .care import CARE
from .kinds import PROJECT, Setting

__all__ = ["GROUPS", "PLAN", "PROJECT", "SETTINGS", "Setting"]

PLAN = "浙江省全省域开展安宁疗护工作实施方案（征求意见稿）"
CIVIL_CODE = "民法典第一千二百五十九条"

# The parts of the page, in their order.
GROUPS = {
    "counting": lazy("计算口径"),
    "transfers": lazy("转介时限"),
    "beds": lazy("床位保留"),
    "placement": lazy("级别和去处的建议"),
    "patients": lazy("评估提醒"),
    "system": lazy("系统"),
}

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
        Setting("g3.branch_needs_own_licence", lazy("医共体分院须有独立许可证才单独计算"), "yes_no", default=True),
        *CARE,
    )
}
