"""Code lists of the registry (domain §1.3, §1.5, §2.1): the code is stored, the label is shown."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Self

from hospice.core.i18n import lazy


class Coded(StrEnum):
    """A code with the word that people read; the value is the code alone."""

    label: Any

    def __new__(cls, code: str, label: Any = "") -> Self:
        """Make a member that equals its code."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member


class InstitutionKind(Coded):
    """`org.kind`. A hospice centre is its own category of institution since 2017 [V:Timeline]."""

    GENERAL = "GENERAL", lazy("综合医院")
    TCM = "TCM", lazy("中医医院")
    INTEGRATED = "INTEGRATED", lazy("中西医结合医院")
    SPECIAL = "SPECIAL", lazy("专科医院")
    REHAB = "REHAB", lazy("康复医院")
    NURSING_HOSPITAL = "NURSING_HOSPITAL", lazy("护理院")
    NURSING_CENTER = "NURSING_CENTER", lazy("护理中心")
    REHAB_CENTER = "REHAB_CENTER", lazy("康复医疗中心")
    HOSPICE_CENTER = "HOSPICE_CENTER", lazy("安宁疗护中心")
    TOWNSHIP_HC = "TOWNSHIP_HC", lazy("乡镇卫生院")
    CHC = "CHC", lazy("社区卫生服务中心")
    CHS = "CHS", lazy("社区卫生服务站")
    VILLAGE = "VILLAGE", lazy("村卫生室")
    MED_ELDER = "MED_ELDER", lazy("医养结合机构")
    ELDER_CLINIC = "ELDER_CLINIC", lazy("养老机构内设医疗机构")
    NURSING_STATION = "NURSING_STATION", lazy("护理站")
    CLINIC = "CLINIC", lazy("门诊部、诊所")
    OTHER = "OTHER", lazy("其他机构")


class Grade(Coded):
    """`org.grade` 级."""

    THREE = "3", lazy("三级")
    TWO = "2", lazy("二级")
    ONE = "1", lazy("一级")
    NONE = "0", lazy("未定级")


class GradeClass(Coded):
    """`org.class` 等, shown after the grade: 三级甲等."""

    S = "S", lazy("特等")
    A = "A", lazy("甲等")
    B = "B", lazy("乙等")
    C = "C", lazy("丙等")
    N = "N", lazy("未定等")


class OrgLevel(Coded):
    """`org.level` 隶属层级; also the level of the authority that licensed an institution."""

    PROVINCIAL = "PROVINCIAL", lazy("省属")
    MUNICIPAL = "MUNICIPAL", lazy("设区市属")
    COUNTY = "COUNTY", lazy("县（市、区）属")
    TOWNSHIP = "TOWNSHIP", lazy("乡镇、街道属")
    OTHER = "OTHER", lazy("其他隶属")


class Ownership(Coded):
    """`org.ownership`."""

    PUBLIC = "PUBLIC", lazy("公立")
    STATE_ENT = "STATE_ENT", lazy("国企办")
    PRIVATE = "PRIVATE", lazy("社会办")


class Profit(Coded):
    """`profit`."""

    NONPROFIT = "NONPROFIT", lazy("非营利性")
    FOR_PROFIT = "FOR_PROFIT", lazy("营利性")


class UnitKind(Coded):
    """`unit.kind`."""

    WARD = "WARD", lazy("病区")
    ROOM = "ROOM", lazy("病房")
    BED = "BED", lazy("病床（散）")
    HOME_BED = "HOME_BED", lazy("家庭病床")
    CLINIC = "CLINIC", lazy("安宁缓和医疗门诊")
    HOME_TEAM = "HOME_TEAM", lazy("居家、巡诊团队")
    CENTER = "CENTER", lazy("安宁疗护中心")


class UnitStatus(Coded):
    """The life cycle of a ward and of any other unit (domain §1.3)."""

    PLANNED = "PLANNED", lazy("计划中")
    APPROVED = "APPROVED", lazy("已批复")
    UNDER_CONSTRUCTION = "UNDER_CONSTRUCTION", lazy("建设中")
    OPERATING = "OPERATING", lazy("已启用")
    SUSPENDED = "SUSPENDED", lazy("暂停")
    RELOCATING = "RELOCATING", lazy("搬迁中")
    CLOSED = "CLOSED", lazy("已关闭")


class ServiceMode(Coded):
    """How a primary facility offers hospice care (domain §1.5) [V:Plan §三(一)2]."""

    WARD = "WARD", lazy("病区")
    ROOM = "ROOM", lazy("病房")
    BED = "BED", lazy("病床")
    HOME_BED = "HOME_BED", lazy("家庭病床")
    HOME_ROUND = "HOME_ROUND", lazy("巡诊")
    CLINIC = "CLINIC", lazy("门诊")


class Subject(Coded):
    """Licensed subjects 诊疗科目 that matter here, with their official numbers [V:Subjects]."""

    HOSPICE = "24", lazy("临终关怀科")
    ANAESTHESIA = "26", lazy("麻醉科")
    PAIN = "27", lazy("疼痛科")


class GroupKind(Coded):
    """`group.kind` [V:S002]."""

    CITY_CONSORTIUM = "CITY_CONSORTIUM", lazy("城市医联体")
    COUNTY_COMMUNITY = "COUNTY_COMMUNITY", lazy("县域医共体")
    SPECIALTY_ALLIANCE = "SPECIALTY_ALLIANCE", lazy("专科联盟")
    TELE_NETWORK = "TELE_NETWORK", lazy("远程协作网")


class GroupRole(Coded):
    """The part an institution plays in a group."""

    LEAD = "LEAD", lazy("牵头单位")
    MEMBER = "MEMBER", lazy("成员单位")


class BaseKind(Coded):
    """`base.kind`: programme units attached to a host, not organisations [V:Plan §三(三)6]."""

    PROV_CENTER = "PROV_CENTER", lazy("省指导中心")
    CITY_CENTER = "CITY_CENTER", lazy("市级指导中心")
    CITY_TRAINING_BASE = "CITY_TRAINING_BASE", lazy("市级培训基地")
    COUNTY_PRACTICE_BASE = "COUNTY_PRACTICE_BASE", lazy("县级实践基地")


class ExchangeClass(Coded):
    """First letter of the WS 218 class, for exchange [V:WS218-copy]."""

    A = "A", lazy("医院")
    B = "B", lazy("社区卫生服务中心（站）")
    C = "C", lazy("卫生院")
    D = "D", lazy("门诊部、诊所、医务室、村卫生室")
    E = "E", lazy("急救中心（站）")
    F = "F", lazy("采供血机构")
    G = "G", lazy("妇幼保健院（所、站）")
    H = "H", lazy("专科疾病防治院（所、站）")
    J = "J", lazy("疾病预防控制中心")
    P = "P", lazy("其他卫生机构")
