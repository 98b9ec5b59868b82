"""The goals of the plan as the draft words them (domain §1.1–1.2); a final text becomes version 2, never an edit."""

from __future__ import annotations

from datetime import date
from typing import Any

from .rules import PLAN

BASELINE, DEADLINE = date(2024, 1, 1), date(2027, 12, 31)  # the baseline is assumed [P], the deadline is 到2027年

# The first three goals are computed now; the plan's other three follow with the people they count.
GOALS: tuple[dict[str, Any], ...] = (
    {
        "code": "G1",
        "title": "每个设区市至少有1个市级医院安宁疗护病区",
        "short_title": "市级医院病区",
        "article": "二、工作目标；三（一）1",
        "target_numerator": 1,
        "target_denominator": 1,
    },
    {
        "code": "G2",
        "title": "每个县至少有1个县级医院安宁疗护病区",
        "short_title": "县级医院病区",
        "article": "二、工作目标；三（一）1",
        "target_numerator": 1,
        "target_denominator": 1,
    },
    {
        "code": "G3",
        "title": "50%以上的乡镇卫生院和社区卫生服务中心提供安宁疗护服务",
        "short_title": "基层机构提供服务",
        "article": "二、工作目标；三（一）2",
        "target_numerator": 1,
        "target_denominator": 2,
    },
)

COMMON: dict[str, Any] = {
    "version": 1,
    "document": PLAN,
    "status": "draft",
    "baseline": BASELINE,
    "deadline": DEADLINE,
    "valid_from": date(2023, 1, 1),
}
