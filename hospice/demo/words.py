"""What the demo says about itself, and the cases that it must show."""

from __future__ import annotations

from enum import StrEnum

from hospice.core.i18n import lazy

PASSWORD = "Anning-2026"  # noqa: S105 - of synthetic accounts alone; a production configuration refuses them

ABOUT = lazy(
    "演示数据：区划、边界、人口和医院名称为公开资料；等级、许可证、病区、床位、人员、联系电话和服务记录均为生成，不反映任何机构的实际情况，"
    "不得用于诊疗。"
)
ASSUMPTION = lazy(
    "假定：每个乡镇、街道各有一家乡镇卫生院或社区卫生服务中心（1,359家）。全省没有公开的机构总数，正式运行时以各县登记为准。"
)


class Case(StrEnum):
    """The edge cases of domain §1.4 and the contradictions; the words stand as the reason beside the fact."""

    BRANCH_WITHOUT_LICENCE = "医共体分院，没有独立执业许可证"
    TWO_SIGNBOARDS = "一套班子两块牌子"
    MULTI_CAMPUS = "多院区医院，病区在院区所在县"
    PROVINCIAL_ONLY = "省属医院病区，没有认定"
    ZONE = "设在功能区的机构"
    SUSPENDED = "病房改造，暂停收治"
    SUSPENDED_OVER_A_YEAR = "人员不足，暂停一年以上"
    RELOCATING_IN_GRACE = "整体搬迁，仍在宽限期内"
    RELOCATING_BEYOND_GRACE = "整体搬迁，超过宽限期"
    LICENCE_EXPIRED = "执业许可证已过有效期"
    LICENCE_CHECK_DUE = "逾期未校验，仍在宽限期内"
    LICENCE_CHECK_OVERDUE = "逾期未校验，超过宽限期"
    SHARED_WITH_SIGN = "与老年医学科共用病区，有独立标识和制度"
    SHARED_WITHOUT_SIGN = "与肿瘤科共用病区，没有独立标识"
    SHARED_BY_TWO = "两家机构合办，许可证持有单位计入"
    PRIVATE_BY_COUNTY = "社会办医院，由县级发证"
    PRIVATE_BY_CITY = "社会办医院，由设区市发证"
    BUILT_TO_GRADE2 = "护理院，按二级标准建设"
    CENTRE = "独立设置的安宁疗护中心"
    DESIGNATED = "经认定作为本区的县级医院病区"
    DESIGNATED_G1_WARD = "唯一的市级病区又作认定"
    DESIGNATED_TWICE = "同一病区认定给两个区"
    DESIGNATION_ENDED = "认定到期，本区已有自己的病区"
    DESIGNATION_PENDING = "认定已提出，待省级批准"
    PLANNED_OVERDUE = "已过预计启用日期"
    UNCONFIRMED = "已登记，待确认"
    STALE = "超过一百天没有确认"
    CEASED_SERVICE = "人员调离，停止服务"
    ENDED_WARD = "撤并，已关闭"
    RENAMED = "医院更名"
    UPGRADED = "等级评审通过"
    LATE_KNOWLEDGE = "事后补登"
    CORRECTED = "启用日期登记有误，已更正"
    OPEN_ABOVE_INSTALLED = "开放床位多于编制"
    WITHOUT_EVIDENCE = "没有启用批复"
    WITHOUT_LICENCE = "没有登记执业许可证"
    POINT_OUTSIDE = "坐标落在县界之外"
    GRADE_TOO_LOW = "一级医院的病区"
    ROOM_ONLY = "病房，不是病区"
