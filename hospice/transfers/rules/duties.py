"""What somebody has to do about a case, in the words of a work list, and the few facts by which `worklist` decides. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from hospice.access.permissions import Role
from hospice.core.i18n import lazy
from hospice.episodes.rules.codes import Priority
from hospice.facilities.rules.codes import Coded
from hospice.patients.rules.wishes import Setting

from .codes import RequestStatus as S
from .codes import Route, Side, TransferStatus


class Duty(Coded):
    """What somebody has to do; the label says it as a work list does."""

    SUBMIT = "SUBMIT", lazy("草稿还没有提交")
    COMPLETE = "COMPLETE", lazy("对方请您补充资料")
    CHASE = "CHASE", lazy("转介已发出，都还没有答复")
    LOOK_AGAIN = "LOOK_AGAIN", lazy("没有单位在办，请另选去处")
    AGREE = "AGREE", lazy("对方提出了时间，请您确认")
    SET_OUT = "SET_OUT", lazy("床位已保留，请确认出发时间")
    DEPART = "DEPART", lazy("已约定时间，到时请登记出发")
    SIGN = "SIGN", lazy("患者已到达，请签完交接清单")
    CALL = "CALL", lazy("在途时间过长，请联系核实")
    OPEN = "OPEN", lazy("有新的转介，请打开审核")
    DECIDE = "DECIDE", lazy("转介等您答复")
    HOLD = "HOLD", lazy("已受理，还没有预约床位")
    PROPOSE = "PROPOSE", lazy("已受理，请约定时间")
    REVIEW = "REVIEW", lazy("候床复核：病情有变化吗")
    VISIT = "VISIT", lazy("约定的首次上门或首诊，完成后办理收治")
    ENDING = "ENDING", lazy("床位保留快到期，对方还没有确认出发时间")
    EXPECT = "EXPECT", lazy("约定的患者将到，请准备接收")
    ARRIVE = "ARRIVE", lazy("患者在途，请准备接收")
    HANDOVER = "HANDOVER", lazy("患者已到达，交接还没有完成")
    COORDINATE = "COORDINATE", lazy("超过时限没有答复，请协调")


BUTTONS = {
    Duty.SUBMIT: lazy("继续填写"),
    Duty.COMPLETE: lazy("补充资料"),
    Duty.CHASE: lazy("催办"),
    Duty.LOOK_AGAIN: lazy("另选去处"),
    Duty.AGREE: lazy("确认时间"),
    Duty.SET_OUT: lazy("确认出发"),
    Duty.DEPART: lazy("登记出发"),
    Duty.SIGN: lazy("去签交接"),
    Duty.CALL: lazy("去核实"),
    Duty.OPEN: lazy("打开审核"),
    Duty.DECIDE: lazy("去答复"),
    Duty.HOLD: lazy("预约床位"),
    Duty.PROPOSE: lazy("约定时间"),
    Duty.REVIEW: lazy("复核"),
    Duty.VISIT: lazy("办理收治"),
    Duty.ENDING: lazy("去核实"),
    Duty.EXPECT: lazy("看详情"),
    Duty.ARRIVE: lazy("登记到达"),
    Duty.HANDOVER: lazy("去交接"),
    Duty.COORDINATE: lazy("去协调"),
}

# What the reader waits for, by the side on which the reader stands.
WAITS = {
    Side.ORIGIN: {
        S.SUBMITTED: lazy("等对方打开审核"), S.RECEIVED: lazy("等对方答复"), S.RETURNED: lazy("等本院医师补充后再提交"),
        S.ACCEPTED: lazy("已受理，等对方安排"), S.WAITLISTED: lazy("候床，有床时按先后通知"),
        S.BED_HELD: lazy("等对方确认出发时间"), S.SCHEDULED: lazy("已约定时间"), S.IN_TRANSIT: lazy("转运中，等对方登记到达"),
        S.ARRIVED: lazy("已到达，等对方办理收治"),
    },
    Side.DESTINATION: {
        S.SUBMITTED: lazy("等本院人员打开审核"), S.RECEIVED: lazy("等本院医师或护士长答复"),
        S.RETURNED: lazy("已退回，等对方补充"), S.ACCEPTED: lazy("等对方确认时间"), S.WAITLISTED: lazy("候床中"),
        S.BED_HELD: lazy("床位已保留，等对方确认出发时间"), S.SCHEDULED: lazy("已约定时间，等对方出发"),
        S.IN_TRANSIT: lazy("患者在途"), S.ARRIVED: lazy("等完成交接"),
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """An open request, as far as a list needs it."""

    key: UUID
    institution_id: int
    unit_id: int
    status: S
    since: datetime
    answer_by: datetime | None = None
    place_by: datetime | None = None
    held_until: datetime | None = None
    scheduled_for: datetime | None = None
    sender_agreed: bool = False
    receiver_agreed: bool = False
    bed: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A need that goes on, with its open requests."""

    id: int
    key: UUID
    number: str
    status: TransferStatus
    priority: Priority
    setting: Setting
    inpatient: bool
    institution_id: int
    path: str
    submitted_at: datetime | None
    edited_at: datetime
    person: str = ""
    asked: tuple[Asked, ...] = ()

    @property
    def route(self) -> Route:
        """How the place is reached."""
        return Route.BED if self.inpatient else Route.VISIT


@dataclass(frozen=True, slots=True)
class Hands:
    """What the reader is, and where: roles by institution, and by the path of a region."""

    houses: tuple[tuple[int, frozenset[Role]], ...] = ()
    areas: tuple[tuple[str, frozenset[Role]], ...] = ()

    def at(self, institution_id: int) -> frozenset[Role]:
        """The roles in a house."""
        return next((roles for house, roles in self.houses if house == institution_id), frozenset())

    def over(self, path: str) -> frozenset[Role]:
        """The roles in the areas around a place."""
        return frozenset(role for start, roles in self.areas if path.startswith(start) for role in roles)


class Line(NamedTuple):
    """One line of a work list: what is to be done (or, without a duty, waited for), about which request, until when."""

    case: Case
    asked: Asked | None
    side: Side
    duty: Duty | None
    due: datetime | None

    @property
    def words(self) -> Any:
        """What it is about."""
        if self.duty is not None:
            return self.duty.label
        if self.asked is None:
            return lazy("还没有接收单位")
        return WAITS[self.side if self.side in WAITS else Side.ORIGIN][self.asked.status]
