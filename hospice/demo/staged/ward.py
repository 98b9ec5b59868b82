"""The ward of 丽水市中心医院 as its board shows it today: 16 beds, 9 patients, 1 to be cleaned, 1 out of use."""

from __future__ import annotations

from hospice.core import jobs
from hospice.episodes.rules.codes import Priority
from hospice.episodes.services import staying
from hospice.facilities.models import CareUnit
from hospice.facilities.queries.beds import beds_of
from hospice.facilities.rules.codes import UnitKind
from hospice.facilities.rules.places import BedSex, BedState
from hospice.facilities.services import beds
from hospice.patients.models import Patient
from hospice.patients.rules.codes import Sex
from hospice.patients.rules.wishes import Setting
from hospice.transfers.services import answering
from hospice.transfers.services.waiting import OFFER

from .stage import Ill, Stage

WARD = "丽水市中心医院"
CHIEF, DOCTOR = "lishuizx.hushizhang", "lishuizx.yisheng"
_F, _M = Sex.FEMALE, Sex.MALE
PATIENTS = (  # bed, name, sex, age, which day it is, diagnosis
    ("1-1", "陈玉珍", _F, 72, 6, "C25.9"), ("1-2", "方桂兰", _F, 80, 2, "C18.9"), ("2-1", "蓝根发", _M, 77, 11, "C22.0"),
    ("2-2", "潘金水", _M, 69, 4, "C16.9"), ("3-1", "雷德明", _M, 84, 1, "I50.9"), ("4-2", "徐美娟", _F, 66, 9, "C56"),
    ("5-1", "李水根", _M, 75, 3, "C34.9"), ("6-2", "郑杏花", _F, 88, 5, "F03"), ("8-1", "王勇", _M, 71, 7, "C20"),
)  # fmt: skip
_SEXES = {"4-1": BedSex.FEMALE, "7-2": BedSex.MALE}


def lay_out(stage: Stage) -> None:
    """Beds first, then who lies in them, and what they plan."""
    unit = stage.unit(WARD, UnitKind.WARD)
    _ready(stage, unit)
    lying = {}
    for bed, name, sex, age, day, code in PATIENTS:
        if bed == "1-2":
            continue  # comes by a transfer from 龙渊街道
        ill = Ill(name=name, sex=sex, age=age, code=code, nrs=(6, 4, 3), pps=(40, 30), death=Setting.WARD)
        patient = stage.patient(ill, DOCTOR, days=day - 1)
        when = {"days": day - 1, "minutes": 20} if day > 1 else {"hours": 2}
        lying[bed] = (patient, stage.stay(patient, unit, UnitKind.WARD, CHIEF, bed=bed, **when))
    _cleaning(stage, unit)
    _goes_home(stage, lying["2-1"][0])
    _asks_for_home(stage, lying["8-1"][0])


def _ready(stage: Stage, unit: CareUnit) -> None:
    """Every bed is ready and fits everybody but two; one waits for its bell to be repaired."""
    chief = stage.user(CHIEF)
    with stage.ago(days=15, hours=20):
        for bed in beds_of(stage.session, unit.id):
            wanted = _SEXES.get(bed.bed_no, BedSex.ANY)
            if bed.sex is not wanted:
                beds.change_bed(stage.session, bed, {"sex": wanted}, by=chief)
            if bed.state is not BedState.READY:
                beds.set_state(stage.session, bed, BedState.READY, "", by=chief)
    with stage.ago(days=2, hours=5):
        beds.set_state(stage.session, stage.bed(unit, "8-2"), BedState.BLOCKED, "呼叫器待修", by=chief)


def _cleaning(stage: Stage, unit: CareUnit) -> None:
    """Somebody died in bed 5-2 this morning; it is to be cleaned."""
    ill = Ill(name="应招娣", sex=_F, age=86, code="C16.9", nrs=(7, 3, 2), pps=(20, 10), death=Setting.WARD)
    patient = stage.patient(ill, DOCTOR, days=8)
    stage.stay(patient, unit, UnitKind.WARD, CHIEF, bed="5-2", days=8)
    with stage.ago(minutes=16):
        staying.record_death(stage.session, patient, by=stage.user(CHIEF))


def _goes_home(stage: Stage, patient: Patient) -> None:
    """蓝** goes home tomorrow: the home bed is agreed on."""
    home = stage.unit("西街街道社区卫生服务中心", UnitKind.HOME_BED)
    login = stage.clinician(home)
    (request,) = stage.sent(
        patient, DOCTOR, Setting.HOME, Priority.ROUTINE, [home], reasons=("BACK_HOME",), days=2, hours=3
    )
    stage.opened(request, login, days=1, hours=22)
    with stage.ago(days=1, hours=20):
        stage.accepted(request, login)
    at = stage.tomorrow(10)
    for who, hours in ((login, 19), (DOCTOR, 3)):
        with stage.ago(hours=hours):
            answering.agree(stage.session, request, at, by=stage.user(who))


def _asks_for_home(stage: Stage, patient: Patient) -> None:
    """王* leaves in two days, if somebody can come."""
    home = stage.home_bed("白云街道社区卫生服务中心")
    stage.sent(patient, DOCTOR, Setting.HOME, Priority.ROUTINE, [home], reasons=("BACK_HOME",), hours=4, minutes=10)


def hold_offers(stage: Stage) -> None:
    """The clock looks at the list at the next bed that is freed, and not at once: today people decide."""
    jobs.drop(stage.session, OFFER, f"unit:{stage.unit(WARD, UnitKind.WARD).id}")
