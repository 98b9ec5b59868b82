"""The referral minimum data set (domain §3.1): what is required to submit, and what before departure."""

from __future__ import annotations

from collections.abc import Collection

from hospice.core.i18n import lazy
from hospice.facilities.rules.codes import Coded

from .codes import Route


class Datum(Coded):
    """One entry of the data set, as the form names it."""

    NAME = "NAME", lazy("姓名")
    SEX = "SEX", lazy("性别")
    BIRTH_DATE = "BIRTH_DATE", lazy("出生日期")
    ID_TYPE = "ID_TYPE", lazy("证件类型")
    ID_NUMBER = "ID_NUMBER", lazy("证件号码")
    ADDRESS = "ADDRESS", lazy("住址")
    CONTACT = "CONTACT", lazy("至少1位联系人")
    CAPACITY = "CAPACITY", lazy("患者能否自己决定")
    KNOWS_DIAGNOSIS = "KNOWS_DIAGNOSIS", lazy("患者是否知道病情")
    LEGAL_BASIS = "LEGAL_BASIS", lazy("决策人的依据")
    DIAGNOSIS = "DIAGNOSIS", lazy("主要诊断")
    PROGNOSIS = "PROGNOSIS", lazy("生存期预估")
    FUNCTION = "FUNCTION", lazy("PPS、KPS或ECOG")
    PAIN = "PAIN", lazy("疼痛评分")
    CONSCIOUSNESS = "CONSCIOUSNESS", lazy("意识状态")
    DEVICES = "DEVICES", lazy("管路设备（没有的选“无”）")
    INFECTION = "INFECTION", lazy("感染和隔离")
    ALLERGY = "ALLERGY", lazy("过敏")
    MEDICINES = "MEDICINES", lazy("正在使用的药物")
    INSURANCE = "INSURANCE", lazy("医保")
    SHARING_CONSENT = "SHARING_CONSENT", lazy("向接收单位提供资料的单独同意")
    SETTING = "SETTING", lazy("需要的去处")
    REASONS = "REASONS", lazy("转介原因")
    PRIORITY = "PRIORITY", lazy("级别")
    WANTED_DATE = "WANTED_DATE", lazy("期望日期")
    CARE_CONSENT = "CARE_CONSENT", lazy("安宁疗护知情同意书")
    WISHES_ASKED = "WISHES_ASKED", lazy("照护意愿已询问")
    TRANSPORT = "TRANSPORT", lazy("转运方式")


BEFORE_DEPARTURE = frozenset({Datum.CARE_CONSENT, Datum.WISHES_ASKED, Datum.TRANSPORT})
TO_SUBMIT = frozenset(Datum) - BEFORE_DEPARTURE
# What is said of the need and not of the patient; the consent to share is signed with the submission itself.
OF_THE_NEED = frozenset(
    {Datum.SETTING, Datum.REASONS, Datum.PRIORITY, Datum.WANTED_DATE, Datum.TRANSPORT, Datum.SHARING_CONSENT}
)
# What stands in the record of the person; all else of the patient is found at the bedside.
OF_THE_PERSON = frozenset(
    {Datum.NAME, Datum.SEX, Datum.BIRTH_DATE, Datum.ID_TYPE, Datum.ID_NUMBER, Datum.ADDRESS, Datum.CAPACITY,
     Datum.KNOWS_DIAGNOSIS, Datum.INSURANCE}
)  # fmt: skip


def missing_to_submit(given: Collection[Datum], *, id_missing_reason: str = "") -> list[Datum]:
    """What is still required, in the order of the form. In an emergency the number may be missing, with a reason."""
    excused = {Datum.ID_NUMBER} if id_missing_reason.strip() else set()
    return [datum for datum in Datum if datum in TO_SUBMIT and datum not in given and datum not in excused]


def missing_to_depart(given: Collection[Datum], route: Route) -> list[Datum]:
    """What is still required before the patient leaves, or before the first visit, which needs no transport."""
    excused = {Datum.TRANSPORT} if route is Route.VISIT else set()
    return [datum for datum in Datum if datum in BEFORE_DEPARTURE and datum not in given and datum not in excused]
