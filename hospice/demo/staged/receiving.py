"""What comes in at 丽水市中心医院 today: to be answered within hours or minutes, overdue, arrived, and four who wait."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from hospice.episodes.rules.codes import Priority
from hospice.facilities.rules.codes import UnitKind
from hospice.patients.rules.clinical import Isolation, Prognosis
from hospice.patients.rules.codes import Sex
from hospice.patients.rules.wishes import Setting
from hospice.transfers.services import answering, moving

from .community import DOCTOR
from .sending import LIAISON
from .stage import Ill, Stage
from .ward import CHIEF, WARD
from .ward import DOCTOR as WARD_DOCTOR

HOSPITAL, COUNTY_LIAISON = "longquanyy.yisheng", "longquanyy.lianluo"
_F, _M = Sex.FEMALE, Sex.MALE
WAITING = (  # sender, name, sex, age, class, minutes ago, isolation
    ("liandu.yisheng", "汪林生", _M, 73, Priority.URGENT, 5 * 60, False),
    (DOCTOR, "季银花", _F, 80, Priority.PRIOR, 51 * 60, False),
    (HOSPITAL, "胡彩琴", _F, 85, Priority.ROUTINE, 96 * 60, False),
    ("jinyun.yisheng", "董火根", _M, 68, Priority.ROUTINE, 24 * 60, True),
)  # fmt: skip

A_DAY = 24 * 60  # minutes


def come_in(stage: Stage) -> None:
    """One after the other."""
    _arrived(stage)
    _overdue(stage)
    _new(stage)
    _waiting(stage, [one for one in WAITING if one[5] < A_DAY])


def wait(stage: Stage) -> None:
    """Those who have waited for a day and longer: whoever was taken in before them since then says why."""
    _waiting(stage, [one for one in WAITING if one[5] >= A_DAY])


def _waiting(stage: Stage, those: Iterable[tuple[Any, ...]]) -> None:
    """Each has a plan until then; those of long ago were looked at since."""
    ward, chief = stage.unit(WARD, UnitKind.WARD), stage.user(CHIEF)
    for login, name, sex, age, priority, minutes, isolated in those:
        town = "龙渊街道" if login in (DOCTOR, HOSPITAL) else ""
        ill = Ill(
            name=name, sex=sex, age=age, code="C34.9", nrs=(6, 7), pps=(30,), death=Setting.WARD, town=town,
            prognosis=Prognosis.D1_3 if priority is Priority.URGENT else Prognosis.W3_4,
            isolation=Isolation.CONTACT if isolated else Isolation.STANDARD, infections=("MRSA",) if isolated else ("NONE",),
        )  # fmt: skip
        patient = stage.patient(ill, login, days=minutes // 1440 + 2)
        (request,) = stage.sent(patient, login, Setting.WARD, priority, [ward], minutes=minutes)
        stage.opened(request, LIAISON, minutes=minutes - 20)
        with stage.ago(minutes=minutes - 45):
            answering.waitlist(stage.session, request, "社区护士每日上门，按时镇痛，随时电话联系。", by=chief)
        if minutes > 36 * 60:
            stage.reviewed(request, CHIEF, minutes=190)


def _arrived(stage: Stage) -> None:
    """章**: arrived 35 minutes ago in bed 7-1, and 9 of 14 items of the handover are signed by both."""
    ill = Ill(
        name="章小凤", sex=_F, age=79, code="C25.9", prognosis=Prognosis.W1_2, nrs=(8, 6), pps=(30,), town="剑池街道"
    )
    patient, ward = stage.patient(ill, HOSPITAL, days=4), stage.unit(WARD, UnitKind.WARD)
    (request,) = stage.sent(patient, HOSPITAL, Setting.WARD, Priority.PRIOR, [ward], hours=22)
    stage.opened(request, LIAISON, hours=21)
    with stage.ago(hours=18, minutes=26):
        stage.accepted(request, CHIEF, stage.bed(ward, "7-1").id)
    for who in (COUNTY_LIAISON, LIAISON):
        with stage.ago(hours=6):
            answering.agree(stage.session, request, stage.now - timedelta(hours=2, minutes=40), by=stage.user(who))
    with stage.ago(hours=2, minutes=40):
        moving.depart(stage.session, request, by=stage.user(HOSPITAL))
    with stage.ago(minutes=35):
        moving.arrive(stage.session, request, by=stage.user(LIAISON))
    stage.signed(request, HOSPITAL, WARD_DOCTOR, both=9, one=2, minutes=20)


def _overdue(stage: Stage) -> None:
    """汤**: opened days ago and still not answered."""
    ill = Ill(name="汤阿毛", sex=_M, age=74, code="K74.6", nrs=(4,), pps=(40,), town="剑池街道")
    patient = stage.patient(ill, HOSPITAL, days=7)
    (request,) = stage.sent(
        patient, HOSPITAL, Setting.WARD, Priority.ROUTINE, [stage.unit(WARD, UnitKind.WARD)], days=6
    )
    stage.opened(request, LIAISON, days=4)


def _new(stage: Stage) -> None:
    """An urgent one of 12 minutes ago, one that is due within hours, and one that was opened this morning."""
    ward = stage.unit(WARD, UnitKind.WARD)
    for login, ill, priority, ago, opened in (
        ("liandu.yisheng", Ill(name="余金花", sex=_F, age=83, code="C22.0", prognosis=Prognosis.D1_3, nrs=(9,), pps=(20,)),
         Priority.URGENT, {"minutes": 12}, None),
        ("jinyun.yisheng", Ill(name="陶关荣", sex=_M, age=70, code="C20", prognosis=Prognosis.W1_2, nrs=(7,), pps=(30,)),
         Priority.PRIOR, {"hours": 3}, None),
        (HOSPITAL, Ill(name="夏雪妹", sex=_F, age=81, code="I50.9", nrs=(3,), pps=(40,), town="西街街道"),
         Priority.ROUTINE, {"hours": 5}, {"hours": 4}),
    ):  # fmt: skip
        patient = stage.patient(ill, login, days=2)
        (request,) = stage.sent(patient, login, Setting.WARD, priority, [ward], reasons=("SYMPTOMS",), **ago)
        if opened:
            stage.opened(request, LIAISON, **opened)
    draft = stage.patient(Ill(name="沈根娣", sex=_F, age=84, code="C50.9", nrs=(4,), pps=(40,)), WARD_DOCTOR, days=1)
    why = ("CARE_DIFFICULT",)
    stage.draft(draft, WARD_DOCTOR, Setting.COMMUNITY, Priority.ROUTINE, [], reasons=why, complete=False, hours=2)
