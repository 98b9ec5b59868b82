"""What may be configured about transfers, beds and patients: the keys of domain §10 and §3, all of them assumptions [P].

The defaults are those of the `standards` of the packages above, which a test compares with these.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hospice.core.i18n import lazy

from .kinds import PROJECT, Setting

SHANGHAI = f"{PROJECT}（参照上海市的收治标准）"  # domain §3.3 [V:Shanghai]


def _transfer(key: str, title: Any, kind: str, default: Any, **more: Any) -> Setting:
    return Setting(key, title, kind, default, group="transfers", **more)


def _whole(group: str, key: str, title: Any, default: int, most: int, least: int = 1) -> Setting:
    return Setting(key, title, "whole", default, least=least, most=most, group=group)


_ANSWER: Mapping[str, str] = {"P1": "2h", "P2": "8h", "P3": "2wd", "P4": "5wd"}
_LADDER: Mapping[str, Any] = {
    "P1": [["1h", "DUTY_MANAGER"], ["2h", "COUNTY_LIAISON"]],
    "P2": [[None, "NEXT_UNIT"]],
    "P3": [[None, "DUTY_MANAGER"]],
}

CARE: tuple[Setting, ...] = (
    _transfer("sla.answer", lazy("接收方答复的时限"), "spans", dict(_ANSWER), every=True),
    _transfer("sla.answer_off_duty", lazy("非工作时间发出的，答复的时限"), "spans", {"P2": "24h"}),
    _transfer("sla.place", lazy("落实床位或首次上门的时限"), "spans", {"P1": "24h", "P2": "48h", "P3": "7d"}),
    _transfer("sla.escalation", lazy("没有答复时上报给谁"), "ladder", dict(_LADDER)),
    _transfer("duty.start", lazy("工作日从几点算起"), "time", "08:00", latest="12:00"),
    _transfer("duty.end", lazy("工作日到几点为止"), "time", "18:00", earliest="12:30"),
    _whole("transfers", "referral.most_receivers", lazy("一次最多同时请几家接收"), 3, 3),
    _whole("transfers", "referral.expire_days", lazy("末次上报后多少天没有答复即过期"), 14, 365),
    _whole("transfers", "referral.draft_purge_days", lazy("草稿多少天没有改动即删除"), 30, 365),
    _whole("transfers", "referral.reopen_days", lazy("结案后多少天内可重新打开"), 7, 90),
    _whole("transfers", "return.remind_h", lazy("退回补充后多少小时提醒"), 48, 720),
    _whole("transfers", "return.expire_d", lazy("退回补充后多少天没有补充即过期"), 7, 90),
    Setting("waiting.review_h", lazy("候床多少小时复核一次"), "hours", {"P1": 24, "P2": 24, "P3": 72}, least=1, most=720,
            group="transfers"),
    _whole("transfers", "transit.alert_h", lazy("出发后多少小时没有到达即提醒"), 4, 72),
    _whole("transfers", "transit.handover_h", lazy("到达后多少小时内完成交接"), 2, 72),
    _whole("transfers", "push.ack_h", lazy("出院推送多少小时内签收"), 24, 720),
    _whole("transfers", "push.first_contact_h", lazy("出院后多少小时内首次随访"), 72, 720),
    Setting("bed.hold_hours", lazy("床位保留几小时"), "hours", {"P1": 4, "P2": 24, "P3": 48}, least=1, most=720,
            group="beds"),
    Setting("bed.fresh_hours", lazy("床位数字多少小时内为新、较新"), "limits", [24, 72], least=1, most=720, group="beds"),
    _whole("placement", "priority.urgent_days", lazy("预计生存期多少天以内为紧急"), 3, 30),
    _whole("placement", "priority.urgent_nrs", lazy("疼痛多少分以上为紧急"), 8, 10),
    _whole("placement", "priority.prior_days", lazy("预计生存期多少天以内为优先"), 14, 90),
    _whole("placement", "priority.prior_nrs", lazy("疼痛多少分以上为优先"), 7, 10),
    Setting("entry.max_months", lazy("预计生存期多少个月以内可转入"), "whole", 6, SHANGHAI, least=1, most=24,
            group="placement"),
    _whole("placement", "home.max_km", lazy("居家上门最远多少公里"), 15, 200),
    _whole("placement", "home.min_pps", lazy("居家所需的PPS评分"), 30, 100, 0),
    _whole("placement", "home.carer_hours", lazy("居家所需照护者每天在家的小时数"), 12, 24, 0),
    _whole("placement", "home.max_nrs", lazy("居家时疼痛最多多少分"), 3, 10, 0),
    _whole("placement", "community.max_nrs", lazy("社区床位疼痛最多多少分"), 6, 10, 0),
    _whole("placement", "clinic.min_pps", lazy("门诊所需的PPS评分"), 50, 100, 0),
    _whole("placement", "ward.min_nrs", lazy("疼痛多少分以上建议病区"), 7, 10, 0),
    _whole("placement", "ward.esas_points", lazy("ESAS单项多少分算重"), 7, 10, 0),
    _whole("placement", "ward.esas_items", lazy("ESAS几项重即建议病区"), 2, 9),
    _whole("placement", "exit.calm_h", lazy("疼痛平稳多少小时可转轻"), 48, 720),
    _whole("placement", "upward.unstable_days", lazy("病情不稳定超过多少天建议转重"), 3, 30),
    _whole("patients", "medd.alert", lazy("阿片日剂量（口服吗啡毫克）多少以上提醒"), 120, 2000),
    _whole("patients", "nrs.alert", lazy("疼痛多少分以上提醒"), 7, 10),
    _whole("patients", "nrs.reassess", lazy("疼痛多少分以上应再评估"), 4, 10),
    _whole("patients", "carer.strain_task", lazy("照护者负担多少分以上请社工"), 7, 10),
    _whole("system", "clock.silent_minutes", lazy("时钟停走多少分钟后提醒"), 10, 1440),
)  # fmt: skip
