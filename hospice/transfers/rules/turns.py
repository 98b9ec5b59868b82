"""Whose turn it is: what is going on in one sentence, the next act of each side, and how much time is left, in words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from hospice.core.clock import local
from hospice.core.i18n import lazy

from .codes import RequestAction, RequestStatus, Route, Side, TransferStatus

_S, _A, _T = RequestStatus, RequestAction, TransferStatus
SOON, TODAY = timedelta(hours=1), timedelta(hours=2)  # design §4, `.task`: persimmon under 1 h, ochre under 2 h

_NEXT_SENDER = MappingProxyType(
    {_S.RETURNED: _A.ANSWER, _S.BED_HELD: _A.SCHEDULE, _S.ACCEPTED: _A.SCHEDULE, _S.SCHEDULED: _A.DEPART,
     _S.DECLINED: _A.REROUTE}
)  # fmt: skip
_NEXT_RECEIVER = MappingProxyType(
    {_S.SUBMITTED: _A.OPEN, _S.RECEIVED: _A.ACCEPT, _S.ACCEPTED: _A.HOLD, _S.WAITLISTED: _A.HOLD,
     _S.BED_HELD: _A.SCHEDULE, _S.SCHEDULED: _A.ADMIT, _S.IN_TRANSIT: _A.ARRIVE, _S.ARRIVED: _A.ADMIT,
     _S.ADMITTED: _A.CLOSE}
)  # fmt: skip
_NEXT_VISITOR = MappingProxyType({**_NEXT_RECEIVER, _S.ACCEPTED: _A.SCHEDULE, _S.WAITLISTED: _A.SCHEDULE})


def next_act(
    status: RequestStatus, route: Route, allowed: Collection[RequestAction], *, sending: bool, has_agreed: bool
) -> RequestAction | None:
    """The one act that is this side's turn now; none while the other side, or nobody, has to do something."""
    receiver = _NEXT_RECEIVER if route is Route.BED else _NEXT_VISITOR
    act = (_NEXT_SENDER if sending else receiver).get(status)
    if act not in allowed or (act is _A.SCHEDULE and has_agreed):
        return None
    return act


_TO_SENDER = MappingProxyType(
    {
        _S.SUBMITTED: lazy("已提交，等对方打开审核。"),
        _S.RECEIVED: lazy("对方正在审核。"),
        _S.RETURNED: lazy("对方退回，等您补充资料。"),
        _S.DECLINED: lazy("这家没有受理，可改请其他单位。"),
        _S.ACCEPTED: lazy("对方已受理，正在安排。"),
        _S.WAITLISTED: lazy("对方暂无床位，患者在候床；可以同时找其他去处。"),
        _S.BED_HELD: lazy("床位已保留，等双方确认时间。"),
        _S.SCHEDULED: lazy("时间已排定。"),
        _S.IN_TRANSIT: lazy("患者在途中，等对方登记到达。"),
        _S.ARRIVED: lazy("患者已到达，双方正在交接。"),
        _S.ADMITTED: lazy("对方已收治。"),
    }
)
_TO_RECEIVER = MappingProxyType(
    {
        _S.SUBMITTED: lazy("新的转介，等您打开审核。"),
        _S.RECEIVED: lazy("等您答复。"),
        _S.RETURNED: lazy("已退回对方补充，补齐前不计您的答复时间。"),
        _S.DECLINED: lazy("您已答复不予受理。"),
        _S.ACCEPTED: lazy("您已受理，等安排床位或时间。"),
        _S.WAITLISTED: lazy("患者在您的候床名单上。"),
        _S.BED_HELD: lazy("床位已保留，等双方确认时间。"),
        _S.SCHEDULED: lazy("时间已排定。"),
        _S.IN_TRANSIT: lazy("患者在途中，到达后请登记。"),
        _S.ARRIVED: lazy("患者已到达，交接完成后办理收治。"),
        _S.ADMITTED: lazy("患者已收治，在住。"),
    }
)
_TO_COORDINATOR = MappingProxyType(
    {
        **_TO_SENDER,
        _S.SUBMITTED: lazy("已提交，等接收方打开审核。"),
        _S.RECEIVED: lazy("接收方正在审核。"),
        _S.RETURNED: lazy("接收方退回，等转出方补充资料。"),
        _S.DECLINED: lazy("最近一家没有受理，等转出方另找去处。"),
        _S.ACCEPTED: lazy("接收方已受理，正在安排。"),
        _S.WAITLISTED: lazy("接收方暂无床位，患者在候床；可以同时找其他去处。"),
        _S.IN_TRANSIT: lazy("患者在途中，等接收方登记到达。"),
        _S.ADMITTED: lazy("接收方已收治。"),
    }
)
_SENTENCES = MappingProxyType(
    {Side.ORIGIN: _TO_SENDER, Side.DESTINATION: _TO_RECEIVER, Side.COORDINATION: _TO_COORDINATOR}
)
_OF_NEED = MappingProxyType(
    {
        _T.DRAFT: lazy("还没有提交，谁也没有收到。"),
        _T.ACTIVE: lazy("正在寻找去处，目前没有在办的接收单位。"),
        _T.PLACED: lazy("已有单位受理。"),
        _T.UNDERWAY: lazy("患者在途中。"),
        _T.ADMITTED: lazy("患者已收治。"),
        _T.DELETED: lazy("草稿已删除，没有提交过。"),
    }
)


def situation(transfer: TransferStatus, request: RequestStatus | None, side: Side) -> Any:
    """What is going on, in one sentence; nothing where it is over, which its outcome tells."""
    words = _SENTENCES[side].get(request) if request is not None else None
    return words or _OF_NEED.get(transfer, "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """The instants by which one request is counted down; `bed` and `patient` are words that may be read."""

    status: RequestStatus
    now: datetime
    sending: bool
    bed: str = ""
    patient: str = ""
    answer_by: datetime | None = None
    held_until: datetime | None = None
    scheduled_for: datetime | None = None
    departed_at: datetime | None = None
    arrived_at: datetime | None = None
    returned_expires: datetime | None = None
    handover_by: datetime | None = None


class Notice(NamedTuple):
    """What the clock says: tone and icon of the notice, the first words, and the rest."""

    tone: str
    icon: str
    head: Any
    rest: Any


def notice(times: Times) -> Notice | None:
    """How much time is left for what, computed by the server; none where no time runs."""
    told = _NOTICES.get(times.status)
    return told(times) if told else None


def span(left: timedelta) -> Any:
    """`48分`, `3小时20分`, `2天4小时`."""
    minutes = max(1, int(left.total_seconds() // 60))
    hours, days = minutes // 60, minutes // 1440
    if minutes < 60:
        return lazy("%(m)s分", m=minutes)
    if days:
        return lazy("%(d)s天%(h)s小时", d=days, h=hours % 24) if hours % 24 else lazy("%(d)s天", d=days)
    return lazy("%(h)s小时%(m)s分", h=hours, m=minutes % 60) if minutes % 60 else lazy("%(h)s小时", h=hours)


def by_the_clock(instant: datetime, now: datetime) -> Any:
    """`今天15:14`, `明天9:00`, `11月20日15:14`."""
    there = local(instant)
    ahead, hour = (there.date() - local(now).date()).days, f"{there:%H:%M}"
    if ahead in (0, 1):
        return lazy("今天%(t)s", t=hour) if ahead == 0 else lazy("明天%(t)s", t=hour)
    return lazy("%(m)s月%(d)s日%(t)s", m=there.month, d=there.day, t=hour)


def _tone(left: timedelta) -> tuple[str, str]:
    if left <= timedelta(0):
        return "k", "tri"
    return ("k" if left < SOON else "o" if left < TODAY else ""), "clock"


def _answer(times: Times) -> Notice | None:
    if times.answer_by is None:
        return None
    left, at = times.answer_by - times.now, by_the_clock(times.answer_by, times.now)
    if left <= timedelta(0):
        rest = lazy("应在%(at)s前答复，系统已按规定提醒上一级。", at=at)
        return Notice("k", "tri", lazy("答复已超时%(span)s", span=span(-left)), rest)
    rest = (
        lazy("接收方应在%(at)s前答复；到时没有答复，系统自动提醒上一级。", at=at)
        if times.sending
        else lazy("请在%(at)s前受理、登记候床、退回补充或说明不予受理的原因。", at=at)
    )
    return Notice(*_tone(left), lazy("答复还剩%(span)s", span=span(left)), rest)


def _held(times: Times) -> Notice | None:
    if times.held_until is None:
        return None
    left, at = times.held_until - times.now, by_the_clock(times.held_until, times.now)
    if left <= timedelta(0):
        return Notice("k", "tri", lazy("床位保留已到时"), lazy("床位正在放回，本转介回到候床。"))
    words = {"bed": times.bed, "patient": times.patient, "at": at}
    rest = lazy("%(bed)s为%(patient)s留到%(at)s。到时双方未确认时间，床位自动放回，本转介回到候床。", **words)
    return Notice(*_tone(left), lazy("床位保留还剩%(span)s", span=span(left)), rest)


def _returned(times: Times) -> Notice | None:
    if times.returned_expires is None:
        return None
    left = times.returned_expires - times.now
    at = by_the_clock(times.returned_expires, times.now)
    rest = lazy("%(at)s前没有补充，这一家自动过期；其他接收单位不受影响。", at=at)
    return Notice("o", "dia", lazy("补充资料还剩%(span)s", span=span(left)), rest)


def _scheduled(times: Times) -> Notice | None:
    if times.scheduled_for is None:
        return None
    left, at = times.scheduled_for - times.now, by_the_clock(times.scheduled_for, times.now)
    if left <= timedelta(0):
        head = lazy("约定时间已过%(span)s", span=span(-left))
        return Notice("o", "clock", head, lazy("约定在%(at)s。请与对方电话核实。", at=at))
    bed = lazy("%(bed)s已为%(patient)s留好。", bed=times.bed, patient=times.patient) if times.bed else ""
    return Notice("", "clock", lazy("约定在%(at)s，还有%(span)s", at=at, span=span(left)), bed)


def _on_the_way(times: Times) -> Notice | None:
    if times.departed_at is None:
        return None
    at = by_the_clock(times.departed_at, times.now)
    return Notice(
        "", "go", lazy("已出发%(span)s", span=span(times.now - times.departed_at)), lazy("%(at)s出发。", at=at)
    )


def _arrived(times: Times) -> Notice | None:
    if times.handover_by is None:
        return None
    left, at = times.handover_by - times.now, by_the_clock(times.handover_by, times.now)
    if left <= timedelta(0):
        head = lazy("交接已超时%(span)s", span=span(-left))
        return Notice("k", "tri", head, lazy("应在%(at)s前完成交接。", at=at))
    return Notice(
        *_tone(left), lazy("交接还剩%(span)s", span=span(left)), lazy("请在%(at)s前完成交接并办理收治。", at=at)
    )


_NOTICES = MappingProxyType(
    {_S.SUBMITTED: _answer, _S.RECEIVED: _answer, _S.BED_HELD: _held, _S.RETURNED: _returned,
     _S.SCHEDULED: _scheduled, _S.IN_TRANSIT: _on_the_way, _S.ARRIVED: _arrived}
)  # fmt: skip
