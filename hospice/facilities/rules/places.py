"""Code lists of places and of what a unit can do (domain §2.3), and which kinds of unit have which places."""

from __future__ import annotations

from hospice.core.i18n import lazy

from .codes import Coded, InstitutionKind, UnitKind


class InstitutionState(Coded):
    """机构状态."""

    ACTIVE = "ACTIVE", lazy("在业")
    SUSPENDED = "SUSPENDED", lazy("停业")
    CLOSED = "CLOSED", lazy("注销")


class Ability(Coded):
    """What a unit can do, and a transfer may need of it."""

    OXYGEN = "OXYGEN", lazy("吸氧")
    SUCTION = "SUCTION", lazy("吸引")
    INFUSION = "INFUSION", lazy("静脉输液")
    PUMP = "PUMP", lazy("微量泵持续给药")
    OPIOID = "OPIOID", lazy("阿片滴定")
    ISOLATION = "ISOLATION", lazy("隔离")
    SINGLE_ROOM = "SINGLE_ROOM", lazy("单间")
    TUBE_CARE = "TUBE_CARE", lazy("管路护理")
    WOUND_CARE = "WOUND_CARE", lazy("伤口与造口护理")
    TRANSFUSION = "TRANSFUSION", lazy("输血")
    PARACENTESIS = "PARACENTESIS", lazy("胸腹腔穿刺引流")
    TRACHEOSTOMY = "TRACHEOSTOMY", lazy("气管切开护理")
    DELIRIUM = "DELIRIUM", lazy("谵妄照护")
    PSYCHOSOCIAL = "PSYCHOSOCIAL", lazy("心理与社会支持")
    TCM_CARE = "TCM_CARE", lazy("中医适宜技术")
    COMPANION = "COMPANION", lazy("家属陪住")
    NIGHT_ADMISSION = "NIGHT_ADMISSION", lazy("夜间收治")


class BedKind(Coded):
    """`bed.kind` 床位性质."""

    LICENSED = "LICENSED", lazy("编制")
    OPEN = "OPEN", lazy("实际开放")
    RESERVED = "RESERVED", lazy("预留")
    HOME = "HOME", lazy("家庭病床")


class BedState(Coded):
    """The bed's own condition; whether somebody lies in it is not a state of the bed (v2-0116 codes beside)."""

    READY = "READY", lazy("可用")
    CLEANING = "CLEANING", lazy("清洁中")  # H
    CONTAMINATED = "CONTAMINATED", lazy("待消毒")  # K
    ISOLATION = "ISOLATION", lazy("隔离")  # I
    BLOCKED = "BLOCKED", lazy("停用")  # C


class BedSex(Coded):
    """Who may lie in it."""

    ANY = "ANY", lazy("不限")
    MALE = "M", lazy("男")
    FEMALE = "F", lazy("女")


class CapacitySource(Coded):
    """Where a capacity figure comes from."""

    TRACKED = "TRACKED", lazy("由床位逐张登记")
    DECLARED = "DECLARED", lazy("由单位申报")


class Answer(Coded):
    """An answer on the checklist (domain §2.5)."""

    YES = "yes", lazy("符合")
    PARTLY = "partly", lazy("部分符合")
    NO = "no", lazy("不符合")
    NA = "na", lazy("不适用")


# What a unit's capacity counts: one piece of code for beds, home beds, visits and slots.
MEASURES = {
    UnitKind.WARD: lazy("张床"),
    UnitKind.ROOM: lazy("张床"),
    UnitKind.BED: lazy("张床"),
    UnitKind.CENTER: lazy("张床"),
    UnitKind.HOME_BED: lazy("张家庭病床"),
    UnitKind.CLINIC: lazy("个号每周"),
    UnitKind.HOME_TEAM: lazy("次上门每周"),
}

# Kinds whose beds stand in a building and can be tracked one by one.
BEDDED = frozenset({UnitKind.WARD, UnitKind.ROOM, UnitKind.BED, UnitKind.CENTER})

# The primary facilities of goal G3 (domain §1.4: stations, village rooms and branch sites are outside).
PRIMARY = frozenset({InstitutionKind.TOWNSHIP_HC, InstitutionKind.CHC})
