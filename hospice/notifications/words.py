"""What each kind of message says. No name, no diagnosis: whoever may know more opens the case."""

from __future__ import annotations

from datetime import datetime

from hospice.core.clock import local, today
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.web.filters import moment

from .models import Message

WORDS = {
    "request_received": lazy("您有一条新的转介待处理"),
    "request_answered": lazy("您发出的一条转介已有答复"),
    "request_returned": lazy("您发出的一条转介需要补充资料"),
    "request_released": lazy("一条转介已由其他单位受理，不需再处理"),
    "request_escalated": lazy("一条转介超过时限还没有答复"),
    "request_expired": lazy("一条转介因长期没有答复已过期"),
    "answer_due": lazy("一条退回的转介还没有补充"),
    "reservation_ran_out": lazy("为转介保留的床位已到时放回"),
    "bed_offered": lazy("候床的患者有了床位，请尽快确认"),
    "time_proposed": lazy("对方提出了时间，请确认"),
    "review_due": lazy("候床的患者需要复核"),
    "patient_departed": lazy("患者已出发，请准备接收"),
    "transit_late": lazy("转运时间过长，请联系核实"),
    "handover_due": lazy("患者已到达，交接还没有完成"),
    "transfer_finished": lazy("您发出的一条转介已有结果"),
    "transfer_withdrawn": lazy("一条转介已撤回"),
    "discharge_pushed": lazy("您有一条出院推送待签收"),
    "push_unrouted": lazy("一条出院推送未能确定家庭医生机构，请指定"),
    "push_ack_due": lazy("一条出院推送还没有签收"),
    "push_contact_due": lazy("一条出院推送还没有登记首次联系"),
    "push_escalated": lazy("一条出院推送已超过时限，请协调"),
    "push_done": lazy("您推送的出院患者已有首次联系"),
    "draft_deleted": lazy("一份长期未提交的转介草稿已删除"),
}

# Whoever is told these no longer sees the case (domain §3.5), or there is none any more.
LEADS_NOWHERE = frozenset({"request_released", "transfer_withdrawn", "draft_deleted"})

# What is late, and what waits for the reader; all else only tells how it went (design §6: only what is late is persimmon).
LATE = frozenset({
    "request_escalated", "transit_late", "handover_due", "answer_due", "push_ack_due", "push_contact_due", "push_escalated",
})  # fmt: skip
WAITS = frozenset({
    "request_received", "request_returned", "bed_offered", "review_due", "patient_departed", "discharge_pushed",
    "push_unrouted",
})  # fmt: skip


def sentence(message: Message) -> str:
    """What a message says on the page: `您有一条新的转介待处理，请在16:20前答复。`"""
    words = str(WORDS[message.kind]) if message.kind in WORDS else _("有一条新的消息")
    by = message.details.get("by")
    return _("%(what)s，请在%(by)s前答复。", what=words, by=_clock(by)) if by else _("%(what)s。", what=words)


def outside(message: Message) -> str:
    """The same for e-mail and short messages: no name, no number, no illness, no word of what the house is for."""
    return _("%(what)s请登录查看。", what=sentence(message))


def shape(kind: str) -> tuple[str, str]:
    """Icon and tone of a kind of message."""
    if kind in LATE:
        return "tri", "hot"
    return ("dia", "mind") if kind in WAITS else ("half", "go")


def _clock(by: str) -> str:
    at = datetime.fromisoformat(by)
    return f"{local(at):%H:%M}" if local(at).date() == today() else moment(at)
