"""Code lists of what is wanted: the setting, the reason, the way there, and what the patient wishes (domain §3.1)."""

from __future__ import annotations

from hospice.core.i18n import lazy
from hospice.facilities.rules.codes import Coded


class Setting(Coded):
    """The kind of place that is asked for, and in which an episode of care runs."""

    HOME = "HOME", lazy("居家")
    COMMUNITY = "COMMUNITY", lazy("社区病床")
    CLINIC = "CLINIC", lazy("门诊")
    WARD = "WARD", lazy("病区")
    CENTER = "CENTER", lazy("安宁疗护中心")


# Settings in which a visit is the place: no bed is held and nobody is carried there (domain §3.5).
BY_VISIT = frozenset({Setting.HOME, Setting.CLINIC})


class TransferReason(Coded):
    """Why a place is asked for; several may hold."""

    PAIN = "PAIN", lazy("疼痛控制")
    SYMPTOMS = "SYMPTOMS", lazy("其他症状控制")
    CARE_DIFFICULT = "CARE_DIFFICULT", lazy("家属照护困难")
    DYING = "DYING", lazy("临终阶段")
    RESPITE = "RESPITE", lazy("喘息照护")
    PSYCHOSOCIAL = "PSYCHOSOCIAL", lazy("心理、社会支持")
    INVASIVE_TUBES = "INVASIVE_TUBES", lazy("有创管路管理")
    BACK_HOME = "BACK_HOME", lazy("回归社区、居家")
    DIAGNOSTICS = "DIAGNOSTICS", lazy("诊断评估")
    OTHER = "OTHER", lazy("其他")


class Mobility(Coded):
    """How the patient travels."""

    WALK = "WALK", lazy("步行")
    WHEELCHAIR = "WHEELCHAIR", lazy("轮椅")
    STRETCHER = "STRETCHER", lazy("担架")


class Escort(Coded):
    """Who must come along."""

    NONE = "NONE", lazy("不需医护随车")
    NURSE = "NURSE", lazy("护士随车")
    PHYSICIAN = "PHYSICIAN", lazy("医师随车")


class Vehicle(Coded):
    """What carries the patient."""

    OWN = "OWN", lazy("家庭自备车辆")
    AMBULANCE = "AMBULANCE", lazy("救护车")
    TRANSFER = "TRANSFER", lazy("非急救转运车")


class Wish(Coded):
    """What a patient may wish or refuse. A wish and not an order: only Shenzhen gives it legal effect [V:LivingWill]."""

    CPR = "CPR", lazy("心肺复苏")
    VENTILATION = "VENTILATION", lazy("机械通气")
    ICU = "ICU", lazy("进重症监护室")
    TRANSFUSION = "TRANSFUSION", lazy("输血")
    ARTIFICIAL_FEEDING = "ARTIFICIAL_FEEDING", lazy("人工营养")
    SEDATION = "SEDATION", lazy("缓和镇静")
    ORGAN_DONATION = "ORGAN_DONATION", lazy("器官、遗体捐献")


class WishAnswer(Coded):
    """What the patient said; "not yet asked" is shown as a gap, never as a no."""

    WANTED = "WANTED", lazy("希望")
    REFUSED = "REFUSED", lazy("不希望")
    UNDECIDED = "UNDECIDED", lazy("还没想好")
    NOT_ASKED = "NOT_ASKED", lazy("尚未谈及")
