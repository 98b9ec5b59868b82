"""Names of map classes and cautions, and of designations and facilities left aside."""

from __future__ import annotations

from typing import Any

from hospice.core.i18n import lazy

from .designation import Refusal
from .figures import MapClass
from .primary import LeftOut
from .verdicts import Caution, Goal

_APART = {MapClass.NA: lazy("不适用"), MapClass.NOD: lazy("未报数据")}
_WARDS = {
    MapClass.M5: lazy("已达标"),
    MapClass.M4: lazy("经认定达标"),
    MapClass.M3: lazy("在建，预计按期"),
    MapClass.M2: lazy("在建，已过预计日期"),
    MapClass.M1: lazy("尚未启动"),
}
_SHARES = {
    MapClass.M5: lazy("75%及以上"),
    MapClass.M4: lazy("50%—75%（已达标）"),
    MapClass.M3: lazy("25%—50%"),
    MapClass.M2: lazy("25%以下"),
    MapClass.M1: lazy("一家也没有"),
}


def class_label(goal: Goal, map_class: MapClass) -> Any:
    """Give the legend's word for a class: a state for wards, a share for facilities (design §5)."""
    return _APART.get(map_class) or (_SHARES if goal is Goal.G3 else _WARDS)[map_class]


CAUTIONS = {
    Caution.STALE: lazy("资料陈旧，仍计入"),
    Caution.LICENCE_CHECK_DUE: lazy("许可证校验已逾期"),
    Caution.IN_GRACE: lazy("宽限期内仍计入"),
    Caution.EXPECTED_DATE_PASSED: lazy("已过预计日期"),
    Caution.PROPOSE_CLOSED: lazy("暂停已满一年，建议核实后改为“已关闭”"),
    Caution.DOUBLE_COUNTED: lazy("同时用于市级和县级目标"),
}

REFUSALS = {
    Refusal.NOT_ALLOWED: lazy("现行规则不采用认定"),
    Refusal.NO_DOCUMENT: lazy("缺文件号或省级批准人"),
    Refusal.UNKNOWN_UNIT: lazy("被认定的病区不在登记之列"),
    Refusal.NOT_A_STATUTORY_REGION: lazy("被认定的地区不是法定县（市、区）"),
    Refusal.OTHER_PREFECTURE: lazy("病区不在这个设区市"),
    Refusal.NEITHER_PROVINCIAL_NOR_CENTRE: lazy("市级目标只认定省属医院和安宁疗护中心"),
}

LEFT_OUT = {
    LeftOut.INACTIVE: lazy("不在业"),
    LeftOut.MERGED_INTO_HOST: lazy("没有自己的许可证，并入牵头单位"),
    LeftOut.UNKNOWN_COUNTY: lazy("所在县（市、区）不明"),
}
