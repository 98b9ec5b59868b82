"""Code lists of transfers: states, deeds, who takes part, why and with what end (domain §3.5)."""

from __future__ import annotations

from hospice.core.i18n import lazy
from hospice.facilities.rules.codes import Coded


class RequestStatus(Coded):
    """Where one asked receiver stands: the business status of a FHIR Task (`REQUEST_FHIR`)."""

    SUBMITTED = "SUBMITTED", lazy("已提交")
    RECEIVED = "RECEIVED", lazy("已接收审核")
    RETURNED = "RETURNED", lazy("退回补充")
    DECLINED = "DECLINED", lazy("不予受理")
    REROUTED = "REROUTED", lazy("转派")
    RELEASED = "RELEASED", lazy("已解除")
    ACCEPTED = "ACCEPTED", lazy("已受理")
    WAITLISTED = "WAITLISTED", lazy("候床")
    BED_HELD = "BED_HELD", lazy("已预约床位")
    SCHEDULED = "SCHEDULED", lazy("已排期")
    IN_TRANSIT = "IN_TRANSIT", lazy("转运中")
    ARRIVED = "ARRIVED", lazy("已到达")
    ADMITTED = "ADMITTED", lazy("已收治")
    CLOSED = "CLOSED", lazy("结案")
    CANCELLED = "CANCELLED", lazy("已撤回")
    EXPIRED = "EXPIRED", lazy("已过期")
    NO_SHOW = "NO_SHOW", lazy("未到达")
    DIED_WAITING = "DIED_WAITING", lazy("转运前离世")
    DIED_IN_TRANSIT = "DIED_IN_TRANSIT", lazy("途中离世")
    ABORTED = "ABORTED", lazy("途中中止")
    REFUSED_ON_ARRIVAL = "REFUSED_ON_ARRIVAL", lazy("到达未收")


class TransferStatus(Coded):
    """Where the need itself stands: a FHIR ServiceRequest (`TRANSFER_FHIR`)."""

    DRAFT = "DRAFT", lazy("草稿")
    ACTIVE = "ACTIVE", lazy("寻找去处")
    PLACED = "PLACED", lazy("已有去处")
    UNDERWAY = "UNDERWAY", lazy("转运中")
    ADMITTED = "ADMITTED", lazy("已收治")
    CLOSED = "CLOSED", lazy("结案")
    ENDED = "ENDED", lazy("结案，未转成")
    CANCELLED = "CANCELLED", lazy("已撤回")
    EXPIRED = "EXPIRED", lazy("已过期")
    DELETED = "DELETED", lazy("草稿已删除")


class RequestAction(Coded):
    """What can be done with a request; the label is the button."""

    OPEN = "OPEN", lazy("打开审核")
    RETURN = "RETURN", lazy("退回补充")
    ANSWER = "ANSWER", lazy("补充后再提交")
    ACCEPT = "ACCEPT", lazy("受理")
    DECLINE = "DECLINE", lazy("不予受理")
    REROUTE = "REROUTE", lazy("转派")
    RELEASE = "RELEASE", lazy("解除")
    WAITLIST = "WAITLIST", lazy("登记候床")
    HOLD = "HOLD", lazy("预约床位")
    EXTEND = "EXTEND", lazy("延长保留")
    RUN_OUT = "RUN_OUT", lazy("保留到时")
    SCHEDULE = "SCHEDULE", lazy("确认排期")
    DEPART = "DEPART", lazy("确认出发")
    ARRIVE = "ARRIVE", lazy("登记到达")
    ADMIT = "ADMIT", lazy("办理收治")
    REFUSE = "REFUSE", lazy("到达未收")
    ABORT = "ABORT", lazy("途中中止")
    NO_SHOW = "NO_SHOW", lazy("登记未到达")
    DIE = "DIE", lazy("登记离世")
    WITHDRAW = "WITHDRAW", lazy("撤回")
    EXPIRE = "EXPIRE", lazy("过期")
    CLOSE = "CLOSE", lazy("结案")
    REOPEN = "REOPEN", lazy("重新打开")
    OVERRIDE_TIMER = "OVERRIDE_TIMER", lazy("调整时限")


class TransferAction(Coded):
    """What can be done with the need itself; the label is the button."""

    EDIT = "EDIT", lazy("修改草稿")
    SUBMIT = "SUBMIT", lazy("提交")
    DELETE = "DELETE", lazy("删除草稿")
    FORWARD = "FORWARD", lazy("转派其他单位")
    PLACE = "PLACE", lazy("有单位受理")
    DEPART = "DEPART", lazy("出发")
    LOSE = "LOSE", lazy("去处落空")
    ADMIT = "ADMIT", lazy("收治")
    CLOSE = "CLOSE", lazy("结案")
    CONCLUDE = "CONCLUDE", lazy("不再转介，结案")
    DIE = "DIE", lazy("登记离世")
    WITHDRAW = "WITHDRAW", lazy("撤回转介")
    EXPIRE = "EXPIRE", lazy("过期")
    REOPEN = "REOPEN", lazy("重新打开")


class Side(Coded):
    """On which side of a transfer somebody stands; one can stand on several."""

    ORIGIN = "ORIGIN", lazy("转出方")
    DESTINATION = "DESTINATION", lazy("接收方")
    COORDINATION = "COORDINATION", lazy("协调方")
    FAMILY = "FAMILY", lazy("患者和家属")
    SYSTEM = "SYSTEM", lazy("系统")


class Party(Coded):
    """The columns of the table of permissions (domain §3.5), and the system, which acts for the clock."""

    SENDER_STAFF = "SENDER_STAFF", lazy("转出方工作人员")
    SENDER_PHYSICIAN = "SENDER_PHYSICIAN", lazy("转出方医师")
    RECEIVER_LIAISON = "RECEIVER_LIAISON", lazy("接收方对接专人")
    RECEIVER_DECIDER = "RECEIVER_DECIDER", lazy("接收方医师、护士长")
    COORDINATOR = "COORDINATOR", lazy("协调员")
    FAMILY = "FAMILY", lazy("患者和家属")
    SYSTEM = "SYSTEM", lazy("系统")


class Route(Coded):
    """How the place is reached: carried to a bed, or by a visit, which needs neither bed nor transport."""

    BED = "BED", lazy("转入床位")
    VISIT = "VISIT", lazy("上门或门诊")


class Need(Coded):
    """What must be true before a step; the label completes "还差：…"."""

    COMPLETE = "COMPLETE", lazy("提交必填的资料齐全")
    CONSENT = "CONSENT", lazy("同意书写明这家接收单位")
    RECEIVERS = "RECEIVERS", lazy("同时在办的接收单位不超过规定家数")
    NO_OTHER_INPATIENT = "NO_OTHER_INPATIENT", lazy("患者没有其他未结的住院转介")
    PLACE_IS_FREE = "PLACE_IS_FREE", lazy("有可用的床位或号源")
    FIRST_TO_TAKE = "FIRST_TO_TAKE", lazy("没有其他单位先受理")
    FIRST_EXTENSION = "FIRST_EXTENSION", lazy("此前没有延长过")
    HOLD_RUN_OUT = "HOLD_RUN_OUT", lazy("床位保留已到时")
    BOTH_CONFIRM = "BOTH_CONFIRM", lazy("双方确认时间")
    READY_TO_DEPART = "READY_TO_DEPART", lazy("出发前必填的资料齐全")
    HANDOVER = "HANDOVER", lazy("交接清单双方已签")
    SECOND_OPTION = "SECOND_OPTION", lazy("紧急转介须提出另一处去处")
    OUTCOME = "OUTCOME", lazy("填写结局")
    REOPEN_IN_TIME = "REOPEN_IN_TIME", lazy("结案未超过可重新打开的天数")
    TIME_IS_OVER = "TIME_IS_OVER", lazy("已到规定的期限")


class DeclineReason(Coded):
    """Why a receiver declines."""

    NO_BED = "NO_BED", lazy("无空床")
    NO_CAPABILITY = "NO_CAPABILITY", lazy("设备或专科能力不足")
    ISOLATION_NOT_POSSIBLE = "ISOLATION_NOT_POSSIBLE", lazy("不能隔离")
    SEX_ROOM_MISMATCH = "SEX_ROOM_MISMATCH", lazy("没有相应性别的病房")
    NOT_END_STAGE = "NOT_END_STAGE", lazy("未到疾病终末期")
    NOT_CONSENTED = "NOT_CONSENTED", lazy("未取得知情同意")
    INSURANCE_AREA = "INSURANCE_AREA", lazy("医保地区不符")
    TOO_FAR = "TOO_FAR", lazy("路程过远")
    TOO_ILL_TO_MOVE = "TOO_ILL_TO_MOVE", lazy("病情不宜转运")
    DUPLICATE = "DUPLICATE", lazy("重复转介")
    INCOMPLETE = "INCOMPLETE", lazy("资料不全")
    OTHER = "OTHER", lazy("其他")


class Outcome(Coded):
    """What became of a transfer; every closed one has an outcome."""

    ADMITTED_WARD = "ADMITTED_WARD", lazy("已住进病区")
    ADMITTED_COMMUNITY = "ADMITTED_COMMUNITY", lazy("已住进社区病床")
    HOME_CARE_STARTED = "HOME_CARE_STARTED", lazy("居家照护已开始")
    CLINIC_FIRST_VISIT = "CLINIC_FIRST_VISIT", lazy("门诊已首诊")
    DIED_BEFORE_TRANSFER = "DIED_BEFORE_TRANSFER", lazy("转运前离世")
    DIED_IN_TRANSIT = "DIED_IN_TRANSIT", lazy("途中离世")
    DIED_HERE = "DIED_HERE", lazy("到达后离世")
    WITHDRAWN_PATIENT = "WITHDRAWN_PATIENT", lazy("患者撤回")
    WITHDRAWN_FAMILY = "WITHDRAWN_FAMILY", lazy("家属撤回")
    IMPROVED = "IMPROVED", lazy("病情好转")
    MOVED_OUT_OF_AREA = "MOVED_OUT_OF_AREA", lazy("转往外地")
    HOSPITALISED_ELSEWHERE = "HOSPITALISED_ELSEWHERE", lazy("已住其他医院")
    LOST_CONTACT = "LOST_CONTACT", lazy("失去联系")
    OTHER = "OTHER", lazy("其他")
