"""Whom 龙渊街道 and its neighbours care for at home, and who came home lately: pushes, first contacts, a death at home."""

from __future__ import annotations

from datetime import timedelta

from hospice.episodes.rules.codes import DischargeOutcome, Priority
from hospice.episodes.services import staying
from hospice.facilities.models import CareUnit
from hospice.facilities.rules.codes import UnitKind
from hospice.patients.models import Patient
from hospice.patients.rules.clinical import Prognosis
from hospice.patients.rules.codes import Sex
from hospice.patients.rules.wishes import Setting
from hospice.transfers.queries.pushes import of_patient
from hospice.transfers.services import answering, moving, pushing

from .stage import Ill, Stage

LONGYUAN, DOCTOR, NURSE = "龙渊街道社区卫生服务中心", "longyuan.yisheng", "longyuan.hushi"
TEAM, TEAM_NURSE = "剑池街道社区卫生服务中心", "jianchi.hushi"


def care_at_home(stage: Stage) -> None:
    """Make those who are at home, and those who came home."""
    home = stage.unit(LONGYUAN, UnitKind.HOME_BED)
    ill = Ill(name="叶秀英", sex=Sex.FEMALE, age=76, code="J44.9", nrs=(3, 2), pps=(50,), town="龙渊街道")
    stage.stay(stage.patient(ill, DOCTOR, days=26), home, UnitKind.HOME_BED, NURSE, days=26)
    _overdue(stage)
    _to_acknowledge(stage)
    _home_again(stage)
    _died_at_home(stage)


def _overdue(stage: Stage) -> None:
    """梅** came home from the ward: acknowledged in time, and the first contact is 25 minutes late."""
    ill = Ill(name="梅月仙", sex=Sex.FEMALE, age=74, code="C50.9", nrs=(6, 3, 2), pps=(40, 50), town="龙渊街道")
    patient = stage.patient(ill, DOCTOR, days=40)
    ward = stage.unit("丽水市中心医院", UnitKind.WARD)
    _was_in_ward(stage, patient, ward, "lishuizx.hushizhang", days=14, minutes=72 * 60 + 25)
    with stage.ago(hours=60):
        (push,) = of_patient(stage.session, patient.id, only_open=True)
        pushing.acknowledge(stage.session, push, by=stage.user(DOCTOR))


def _to_acknowledge(stage: Stage) -> None:
    """吴** came home last evening; nobody has acknowledged it yet, and it is due in hours."""
    ill = Ill(name="吴仁发", sex=Sex.MALE, age=83, code="C61", nrs=(5, 3), pps=(40,), town="龙渊街道")
    patient = stage.patient(ill, stage.second.doctor, days=12)
    _was_in_ward(stage, patient, stage.second.unit, stage.second.decides, days=11, minutes=18 * 60 + 20)


def _was_in_ward(stage: Stage, patient: Patient, ward: CareUnit, chief: str, *, days: int, minutes: int) -> None:
    """A stay in the ward that ended some minutes ago, with the way home: whoever cares on is told by the departure."""
    stay = stage.stay(patient, ward, UnitKind.WARD, chief, bed=stage.free_bed(ward, patient), days=days)
    with stage.ago(minutes=minutes):
        staying.leave(stage.session, stay, DischargeOutcome.TO_HOME, by=stage.user(chief))
    with stage.ago(minutes=minutes - 95):
        staying.cleaned(stage.session, stage.bed_of(stay), by=stage.user(chief))


def _died_at_home(stage: Stage) -> None:
    """项** was cared for at home by the team of 剑池街道 and died there in peace."""
    ill = Ill(
        name="项老根", sex=Sex.MALE, age=85, prognosis=Prognosis.D4_7, nrs=(5, 3, 2), pps=(30, 20), town="龙渊街道"
    )
    patient = stage.patient(ill, DOCTOR, days=19)
    team = stage.unit(TEAM, UnitKind.HOME_TEAM)
    (request,) = stage.sent(patient, DOCTOR, Setting.HOME, Priority.PRIOR, [team], reasons=("DYING",), days=18)
    stage.opened(request, TEAM_NURSE, days=17, hours=23)
    at = stage.now - timedelta(days=17)
    with stage.ago(days=17, hours=22):
        stage.accepted(request, TEAM_NURSE)
    for who in (TEAM_NURSE, DOCTOR):
        with stage.ago(days=17, hours=21):
            answering.agree(stage.session, request, at, by=stage.user(who))
    with stage.ago(days=17):
        stage.handed_over(request, DOCTOR, TEAM_NURSE)
        moving.admit(stage.session, request, by=stage.user(TEAM_NURSE))
    stage.contacted(patient, DOCTOR, days=15)
    with stage.ago(days=5, hours=9):
        moving.die(stage.session, request, by=stage.user(TEAM_NURSE))


def _home_again(stage: Stage) -> None:
    """梁**: the home team of 剑池街道 comes; closed two days ago."""
    ill = Ill(name="梁宝财", sex=Sex.MALE, age=68, code="C20", nrs=(4, 2), pps=(50,), town="龙渊街道")
    patient = stage.patient(ill, DOCTOR, days=11)
    team, nurse = stage.unit(TEAM, UnitKind.HOME_TEAM), TEAM_NURSE
    (request,) = stage.sent(patient, DOCTOR, Setting.HOME, Priority.ROUTINE, [team], reasons=("BACK_HOME",), days=9)
    stage.opened(request, nurse, days=8)
    with stage.ago(days=7, hours=20):
        stage.accepted(request, nurse)
    for who in (nurse, DOCTOR):
        with stage.ago(days=7, hours=10):
            answering.agree(stage.session, request, stage.now - timedelta(days=4), by=stage.user(who))
    with stage.ago(days=4):
        stage.handed_over(request, DOCTOR, nurse)
        moving.admit(stage.session, request, by=stage.user(nurse))
    stage.contacted(patient, DOCTOR, days=3, hours=2)
    with stage.ago(days=2):
        moving.close(stage.session, request, by=stage.user(nurse))
