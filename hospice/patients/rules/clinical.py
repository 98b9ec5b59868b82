"""Code lists of the clinical part of the minimum data set (domain §3.1–3.2)."""

from __future__ import annotations

from typing import NamedTuple

from hospice.core.i18n import lazy
from hospice.facilities.rules.codes import Coded


class Prognosis(Coded):
    """The clinician's estimate of survival, in the classes of domain §3.1."""

    HOURS = "LT24H", lazy("24小时以内")
    D1_3 = "D1_3", lazy("1至3天")
    D4_7 = "D4_7", lazy("4至7天")
    W1_2 = "W1_2", lazy("1至2周")
    W3_4 = "W3_4", lazy("3至4周")
    W5_6 = "W5_6", lazy("5至6周")
    W7_8 = "W7_8", lazy("7至8周")
    W9_10 = "W9_10", lazy("9至10周")
    W11_12 = "W11_12", lazy("11至12周")
    M3_6 = "M3_6", lazy("3至6个月")
    OVER_6M = "GT6M", lazy("6个月以上")
    UNKNOWN = "UNKNOWN", lazy("难以估计")


class Survival(NamedTuple):
    """The upper end of a class of survival, in days and in whole months."""

    days: int
    months: int


# The upper end of each class; OVER_6M has none and UNKNOWN says nothing.
AT_MOST: dict[Prognosis, Survival] = {
    Prognosis.HOURS: Survival(1, 1),
    Prognosis.D1_3: Survival(3, 1),
    Prognosis.D4_7: Survival(7, 1),
    Prognosis.W1_2: Survival(14, 1),
    Prognosis.W3_4: Survival(28, 1),
    Prognosis.W5_6: Survival(42, 2),
    Prognosis.W7_8: Survival(56, 2),
    Prognosis.W9_10: Survival(70, 3),
    Prognosis.W11_12: Survival(84, 3),
    Prognosis.M3_6: Survival(184, 6),
}


class Phase(Coded):
    """PCOC phase [V:AIHW]; terminal means death is likely within days."""

    STABLE = "STABLE", lazy("稳定期")
    UNSTABLE = "UNSTABLE", lazy("不稳定期")
    DETERIORATING = "DETERIORATING", lazy("恶化期")
    TERMINAL = "TERMINAL", lazy("濒死期")


class Consciousness(Coded):
    """State of consciousness."""

    ALERT = "ALERT", lazy("清醒")
    DROWSY = "DROWSY", lazy("嗜睡")
    CONFUSED = "CONFUSED", lazy("意识模糊")
    STUPOR = "STUPOR", lazy("昏睡")
    LIGHT_COMA = "LIGHT_COMA", lazy("浅昏迷")
    DEEP_COMA = "DEEP_COMA", lazy("深昏迷")
    DELIRIUM = "DELIRIUM", lazy("谵妄")


class Device(Coded):
    """What the patient carries; NONE must be said, not left out."""

    NONE = "NONE", lazy("无")
    OXYGEN = "OXYGEN", lazy("吸氧")
    PICC = "PICC", lazy("PICC导管")
    PORT = "PORT", lazy("输液港")
    PERIPHERAL_LINE = "PERIPHERAL_LINE", lazy("外周静脉留置针")
    GASTRIC_TUBE = "GASTRIC_TUBE", lazy("胃管")
    PEG = "PEG", lazy("胃造瘘管")
    URINARY_CATHETER = "URINARY_CATHETER", lazy("导尿管")
    DRAIN = "DRAIN", lazy("引流管")
    TRACHEOSTOMY = "TRACHEOSTOMY", lazy("气管切开套管")
    PUMP = "PUMP", lazy("镇痛泵或微量泵")
    OSTOMY = "OSTOMY", lazy("造口")


# Devices that ask for more than a community bed usually has [P].
COMPLEX_DEVICES = frozenset({Device.TRACHEOSTOMY, Device.PUMP, Device.DRAIN})


class Isolation(Coded):
    """Precautions that the next place must be able to keep."""

    STANDARD = "STANDARD", lazy("标准预防")
    CONTACT = "CONTACT", lazy("接触隔离")
    DROPLET = "DROPLET", lazy("飞沫隔离")
    AIRBORNE = "AIRBORNE", lazy("空气隔离")


class Infection(Coded):
    """Known infections; some are seen by the named treating staff only (`NAMED_STAFF_ONLY`)."""

    NONE = "NONE", lazy("未发现")
    MRSA = "MRSA", lazy("耐甲氧西林金黄色葡萄球菌")
    CRE = "CRE", lazy("耐碳青霉烯类肠杆菌")
    VRE = "VRE", lazy("耐万古霉素肠球菌")
    OTHER_MDRO = "OTHER_MDRO", lazy("其他多重耐药菌")
    TB = "TB", lazy("结核")
    HBV = "HBV", lazy("乙肝")
    HCV = "HCV", lazy("丙肝")
    HIV = "HIV", lazy("艾滋病病毒感染")
    SYPHILIS = "SYPHILIS", lazy("梅毒")
    RESPIRATORY = "RESPIRATORY", lazy("呼吸道传染病")


NAMED_STAFF_ONLY = frozenset({Infection.HIV, Infection.SYPHILIS})  # level 5 of domain §7.4 S29 [G]


class Allergy(Coded):
    """Whether allergies are known; "none known" and "unknown" are different answers."""

    NONE_KNOWN = "NONE_KNOWN", lazy("无已知过敏")
    UNKNOWN = "UNKNOWN", lazy("不明")
    LISTED = "LISTED", lazy("有，见清单")


class PressureInjury(Coded):
    """Stage of a pressure injury."""

    STAGE_1 = "1", lazy("1期")
    STAGE_2 = "2", lazy("2期")
    STAGE_3 = "3", lazy("3期")
    STAGE_4 = "4", lazy("4期")
    UNSTAGEABLE = "U", lazy("不可分期")
    DEEP_TISSUE = "DTI", lazy("深部组织损伤")


class RatedBy(Coded):
    """Who gave a rating."""

    PATIENT = "PATIENT", lazy("患者自评")
    CARER = "CARER", lazy("照护者代评")
    STAFF = "STAFF", lazy("医护评估")
