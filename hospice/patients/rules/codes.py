"""Code lists about the person and the people around (domain §3.1): the code is stored, the label is shown."""

from __future__ import annotations

from hospice.core.i18n import lazy
from hospice.facilities.rules.codes import Coded


class Sex(Coded):
    """GB/T 2261.1 [G]."""

    UNKNOWN = "0", lazy("未知")
    MALE = "1", lazy("男")
    FEMALE = "2", lazy("女")
    NOT_STATED = "9", lazy("未说明")


class IdType(Coded):
    """What kind of document identifies the person [V:CV02.01.101]."""

    RESIDENT = "01", lazy("居民身份证")
    HOUSEHOLD = "02", lazy("居民户口簿")
    PASSPORT = "03", lazy("护照")
    OFFICER = "04", lazy("军官证")
    DRIVER = "05", lazy("驾驶证")
    HONGKONG_MACAO = "06", lazy("港澳居民来往内地通行证")
    TAIWAN = "07", lazy("台湾居民来往大陆通行证")
    OTHER = "99", lazy("其他法定有效证件")


class Relation(Coded):
    """What a contact is to the patient."""

    SELF = "SELF", lazy("本人")
    SPOUSE = "SPOUSE", lazy("配偶")
    SON = "SON", lazy("子")
    DAUGHTER = "DAUGHTER", lazy("女")
    FATHER = "FATHER", lazy("父")
    MOTHER = "MOTHER", lazy("母")
    SIBLING = "SIBLING", lazy("兄弟姐妹")
    GRANDCHILD = "GRANDCHILD", lazy("孙")
    RELATIVE = "RELATIVE", lazy("其他亲属")
    GUARDIAN = "GUARDIAN", lazy("监护人")
    FRIEND = "FRIEND", lazy("朋友")
    ORGANISATION = "ORGANISATION", lazy("机构")


class Capacity(Coded):
    """How far the patient can decide now."""

    FULL = "FULL", lazy("能自己决定")
    PARTIAL = "PARTIAL", lazy("部分能决定")
    NONE = "NONE", lazy("不能决定")
    UNKNOWN = "UNKNOWN", lazy("不明")


class KnowsDiagnosis(Coded):
    """Whether the patient knows what the illness is; staff must not say more than the patient knows."""

    YES = "YES", lazy("是")
    PARTLY = "PARTLY", lazy("部分")
    NO = "NO", lazy("否")
    UNKNOWN = "UNKNOWN", lazy("不明")


class LegalBasis(Coded):
    """Why somebody may decide; an agreed guardianship is in writing [V:CivilCode-33]."""

    SELF = "SELF", lazy("本人")
    AGREED_GUARDIAN = "AGREED_GUARDIAN", lazy("意定监护人（有书面协议）")
    LEGAL_GUARDIAN = "LEGAL_GUARDIAN", lazy("法定监护人")
    CLOSE_RELATIVE = "CLOSE_RELATIVE", lazy("近亲属")
    ENTRUSTED = "ENTRUSTED", lazy("受委托人")


class Insurance(Coded):
    """险种 with the official numbers [V:NHSA-copy]; the last two are the project's own."""

    EMPLOYEE = "310", lazy("职工基本医疗保险")
    RESIDENT = "390", lazy("城乡居民基本医疗保险")
    RETIRED_CADRE = "340", lazy("离休人员医疗保障")
    RESIDENT_SERIOUS = "392", lazy("城乡居民大病医疗保险")
    LONG_TERM_CARE = "410", lazy("长期照护保险")
    OTHER = "399", lazy("其他社会保险")
    SELF_PAY = "SELF", lazy("自费")
    COMMERCIAL = "COMMERCIAL", lazy("商业保险")


class Hardship(Coded):
    """Economic hardship of the household."""

    NONE = "NONE", lazy("无")
    LOW_INCOME = "LOW_INCOME", lazy("低保")
    DESTITUTE = "DESTITUTE", lazy("特困")


class DeathPlace(Coded):
    """死亡地点 as on the certificate of death, CV02.01.103 [G]."""

    FACILITY = "1", lazy("医疗卫生机构")
    ON_THE_WAY = "2", lazy("来院、转运途中")
    HOME = "3", lazy("家中")
    ELDER_CARE = "4", lazy("养老服务机构")
    OTHER = "9", lazy("其他场所")
    UNKNOWN = "0", lazy("不详")


class ConsentKind(Coded):
    """What somebody agreed to; sharing with another institution needs its own consent [V:PIPL-23]."""

    CARE = "CARE", lazy("安宁疗护知情同意")
    SHARING = "SHARING", lazy("向接收单位提供资料的单独同意")
