"""What 龙渊街道 has asked for: every state in which a sender finds a case today, with little time left or too much gone."""

from __future__ import annotations

from datetime import timedelta

from hospice.episodes.models import BedAssignment
from hospice.episodes.rules.codes import DischargeOutcome, Priority
from hospice.episodes.services import staying
from hospice.facilities.rules.codes import UnitKind
from hospice.patients.rules.clinical import Prognosis
from hospice.patients.rules.codes import Sex
from hospice.patients.rules.wishes import Setting
from hospice.transfers.rules.codes import DeclineReason, Outcome
from hospice.transfers.services import answering, asking, moving

from .community import DOCTOR, LONGYUAN, NURSE
from .stage import Ill, Stage
from .ward import CHIEF, WARD
from .ward import DOCTOR as WARD_DOCTOR

LIAISON = "lishuizx.lianluo"
TOWN, BADU = "龙渊街道", "八都镇中心卫生院"
_F, _M = Sex.FEMALE, Sex.MALE


def ask_for_places(stage: Stage) -> None:
    """One after the other."""
    for case in (
        _taken_in,
        _held,
        _unopened,
        _returned,
        _in_transit,
        _to_agree,
        _scheduled,
        _concluded,
        _declined,
        _drafts,
        _withdrawn,
    ):
        case(stage)


def _held(stage: Stage) -> None:
    """周**: a bed is kept for 48 minutes more; he has been at home, in a community bed, and at the clinic."""
    ill = Ill(name="周德明", sex=_M, age=81, prognosis=Prognosis.W1_2, nrs=(4, 3, 5, 6, 7), pps=(50, 40, 30), town=TOWN)
    patient = stage.patient(ill, DOCTOR, days=84)
    home, room = stage.unit(LONGYUAN, UnitKind.HOME_BED), stage.unit(BADU, UnitKind.ROOM)
    clinic = stage.unit(LONGYUAN, UnitKind.CLINIC)
    first = stage.stay(patient, home, UnitKind.HOME_BED, NURSE, days=83)
    _left(stage, first, NURSE, DischargeOutcome.TO_COMMUNITY, days=49)
    second = stage.stay(patient, room, UnitKind.ROOM, "badu.yisheng", days=48, hours=22)
    _left(stage, second, "badu.yisheng", DischargeOutcome.TO_HOME, days=35)
    for days in (70, 56, 30):
        visit = stage.stay(patient, clinic, UnitKind.CLINIC, DOCTOR, days=days, hours=4)
        _left(stage, visit, DOCTOR, DischargeOutcome.TO_HOME, days=days, hours=3, minutes=20)
    stage.stay(patient, home, UnitKind.HOME_BED, NURSE, days=34, hours=20)
    ward, other = stage.unit(WARD, UnitKind.WARD), stage.second.unit
    lead, _second = stage.sent(patient, DOCTOR, Setting.WARD, Priority.PRIOR, [ward, other], reasons=("PAIN", "SYMPTOMS"),
                               days=1, hours=1, minutes=6)  # fmt: skip
    stage.opened(lead, LIAISON, days=1, minutes=55)
    with stage.ago(hours=23, minutes=12):
        stage.accepted(lead, CHIEF, stage.bed(ward, "3-2").id)


def _unopened(stage: Stage) -> None:
    """王**: urgent, sent to two houses half an hour ago, and nobody has opened it."""
    ill = Ill(name="王阿凤", sex=_F, age=78, code="C22.0", prognosis=Prognosis.D1_3, nrs=(6, 8), pps=(20,), town=TOWN)
    patient = stage.patient(ill, DOCTOR, days=9)
    asked = [stage.second.unit, stage.unit(BADU, UnitKind.ROOM)]
    stage.sent(patient, DOCTOR, Setting.WARD, Priority.URGENT, asked, reasons=("PAIN", "DYING"), minutes=28)


def _returned(stage: Stage) -> None:
    """陈**: came back for what is missing."""
    ill = Ill(name="陈建林", sex=_M, age=69, code="C16.9", nrs=(5, 6), pps=(40,), town=TOWN)
    patient = stage.patient(ill, DOCTOR, days=6)
    (request,) = stage.sent(patient, DOCTOR, Setting.WARD, Priority.ROUTINE, [stage.third.unit], hours=26)
    stage.opened(request, stage.third.doctor, hours=22)
    with stage.ago(hours=20):
        answering.send_back(stage.session, request, "请补充末次用药时间。", by=stage.user(stage.third.doctor))


def _in_transit(stage: Stage) -> None:
    """毛**: left 76 minutes ago, and will be there soon."""
    ill = Ill(name="毛水娟", sex=_F, age=70, code="C56", prognosis=Prognosis.W1_2, nrs=(7,), pps=(30,), town=TOWN)
    patient = stage.patient(ill, DOCTOR, days=5)
    ward = stage.second.unit
    (request,) = stage.sent(patient, DOCTOR, Setting.WARD, Priority.PRIOR, [ward], hours=9)
    stage.opened(request, stage.second.opens, hours=8)
    with stage.ago(hours=7):
        stage.accepted(request, stage.second.decides, stage.bed_id(ward, patient))
    for who in (DOCTOR, stage.second.opens):
        with stage.ago(hours=4):
            answering.agree(stage.session, request, stage.now - timedelta(minutes=76), by=stage.user(who))
    stage.signed(request, DOCTOR, stage.second.decides, both=0, one=12, hours=2)
    with stage.ago(minutes=76):
        moving.depart(stage.session, request, by=stage.user(DOCTOR))


def _to_agree(stage: Stage) -> None:
    """林**: a bed is kept, and the ward proposes tomorrow morning."""
    ill = Ill(name="林根土", sex=_M, age=79, code="C18.9", nrs=(4, 5), pps=(40,), town=TOWN)
    patient = stage.patient(ill, DOCTOR, days=15)
    ward = stage.second.unit
    (request,) = stage.sent(patient, DOCTOR, Setting.WARD, Priority.ROUTINE, [ward], reasons=("SYMPTOMS",), hours=20)
    stage.opened(request, stage.second.opens, hours=5)
    with stage.ago(hours=3):
        stage.accepted(request, stage.second.decides, stage.bed_id(ward, patient))
    with stage.ago(hours=2):
        answering.agree(stage.session, request, stage.tomorrow(9), by=stage.user(stage.second.opens))


def _scheduled(stage: Stage) -> None:
    """罗**: everything is agreed on; she leaves in two hours."""
    ill = Ill(name="罗秋香", sex=_F, age=72, code="C53.9", nrs=(6, 5), pps=(40,), town=TOWN)
    patient, ward = stage.patient(ill, DOCTOR, days=6), stage.second.unit
    (request,) = stage.sent(patient, DOCTOR, Setting.WARD, Priority.ROUTINE, [ward], reasons=("PAIN",), hours=30)
    stage.opened(request, stage.second.opens, hours=26)
    with stage.ago(hours=24):
        stage.accepted(request, stage.second.decides, stage.bed_id(ward, patient))
    for who in (stage.second.opens, DOCTOR):
        with stage.ago(hours=21):
            answering.agree(stage.session, request, stage.now + timedelta(hours=2), by=stage.user(who))
    stage.signed(request, DOCTOR, stage.second.decides, both=0, one=6, hours=3)


def _concluded(stage: Stage) -> None:
    """施**: no place was found in time, and another hospital took him; the case can still be opened again."""
    ill = Ill(name="施阿土", sex=_M, age=67, code="C90.0", nrs=(4,), pps=(40,), town=TOWN)
    patient = stage.patient(ill, DOCTOR, days=9)
    units = [stage.third.unit]
    (request,) = stage.sent(patient, DOCTOR, Setting.WARD, Priority.ROUTINE, units, reasons=("SYMPTOMS",), days=5)
    with stage.ago(days=2):
        asking.conclude(
            stage.session,
            request.transfer,
            Outcome.HOSPITALISED_ELSEWHERE,
            "已住进市人民医院肿瘤科",
            by=stage.user(DOCTOR),
        )


def _declined(stage: Stage) -> None:
    """郭**: urgent, declined with a second option; now the sender chooses."""
    ill = Ill(name="郭桂香", sex=_F, age=82, code="C25.9", prognosis=Prognosis.D1_3, nrs=(8, 9), pps=(20,), town=TOWN)
    patient = stage.patient(ill, DOCTOR, days=3)
    units = [stage.third.unit]
    (request,) = stage.sent(patient, DOCTOR, Setting.WARD, Priority.URGENT, units, hours=1, minutes=40)
    stage.opened(request, stage.third.doctor, hours=1, minutes=20)
    with stage.ago(minutes=55):
        answering.decline(
            stage.session, request, DeclineReason.NO_CAPABILITY, "夜间没有阿片滴定的人员", by=stage.user(stage.third.doctor),
            second_option="丽水市中心医院安宁疗护病区今天有空床",
        )  # fmt: skip


def _drafts(stage: Stage) -> None:
    """Two that were begun: one says everything, one does not."""
    ill = Ill(name="范小妹", sex=_F, age=77, code="C23", nrs=(5,), pps=(40,), town=TOWN)
    full = stage.patient(ill, DOCTOR, days=2)
    stage.draft(full, DOCTOR, Setting.WARD, Priority.ROUTINE, [stage.unit(WARD, UnitKind.WARD)], hours=3)
    begun = stage.patient(
        Ill(name="柳春生", sex=_M, age=73, code="N18.5", nrs=(2,), pps=(50,), town=TOWN), DOCTOR, days=1
    )
    stage.draft(
        begun, DOCTOR, Setting.COMMUNITY, Priority.ROUTINE, [], reasons=("CARE_DIFFICULT",), complete=False, hours=19
    )


def _taken_in(stage: Stage) -> None:
    """方**: yesterday taken in by the ward of 丽水市中心医院, in bed 1-2."""
    ill = Ill(name="方桂兰", sex=_F, age=80, code="C18.9", nrs=(7, 4, 3), pps=(30,), town=TOWN, death=Setting.WARD)
    patient = stage.patient(ill, DOCTOR, days=8)
    ward = stage.unit(WARD, UnitKind.WARD)
    (request,) = stage.sent(patient, DOCTOR, Setting.WARD, Priority.PRIOR, [ward], days=1, hours=12)
    stage.opened(request, LIAISON, days=1, hours=11)
    with stage.ago(days=1, hours=10):
        stage.accepted(request, CHIEF, stage.bed(ward, "1-2").id)
    for who in (DOCTOR, CHIEF):
        with stage.ago(days=1, hours=9):
            answering.agree(stage.session, request, stage.now - timedelta(days=1, hours=3), by=stage.user(who))
    with stage.ago(days=1, hours=3):
        moving.depart(stage.session, request, by=stage.user(DOCTOR))
    with stage.ago(days=1, hours=1, minutes=10):
        moving.arrive(stage.session, request, by=stage.user(LIAISON))
    with stage.ago(days=1, minutes=20):
        stage.handed_over(request, DOCTOR, WARD_DOCTOR)
        moving.admit(stage.session, request, by=stage.user(CHIEF))


def _withdrawn(stage: Stage) -> None:
    """邱**: the family changed its mind yesterday."""
    patient = stage.patient(
        Ill(name="邱福根", sex=_M, age=76, code="C71.9", nrs=(3,), pps=(40,), town=TOWN), DOCTOR, days=7
    )
    (request,) = stage.sent(patient, DOCTOR, Setting.WARD, Priority.ROUTINE, [stage.second.unit], days=2)
    with stage.ago(days=1, hours=4):
        asking.withdraw(
            stage.session, request.transfer, Outcome.WITHDRAWN_FAMILY, "家属希望在家照护", by=stage.user(DOCTOR)
        )


def _left(stage: Stage, stay: BedAssignment, login: str, outcome: DischargeOutcome, **ago: int) -> None:
    with stage.ago(**ago):
        staying.leave(stage.session, stay, outcome, by=stage.user(login))
    stage.contacted(stay.patient, DOCTOR, **{**ago, "days": ago["days"] - 1})
