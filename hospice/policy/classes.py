"""Values by class of urgency: `P1 2小时，P3 2个工作日` as somebody types it, `{"P1": "2h", "P3": "2wd"}` as it is stored. Pure.

The classes and those whom silence reaches belong to packages above; a test compares their codes and words with these.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy

CLASSES = {"P1": lazy("紧急"), "P2": lazy("优先"), "P3": lazy("常规"), "P4": lazy("预约")}
REACHED = {
    "DUTY_MANAGER": lazy("值班负责人"),
    "COUNTY_LIAISON": lazy("县级联络人"),
    "NEXT_UNIT": lazy("下一家备选单位"),
}
UNITS = {"h": lazy("小时"), "d": lazy("天"), "wd": lazy("个工作日")}
AT_THE_DEADLINE = "到时"

_NAMED = {**{code: code for code in CLASSES}, "紧急": "P1", "优先": "P2", "常规": "P3", "预约": "P4"}
_MEASURES = {"h": "h", "小时": "h", "d": "d", "天": "d", "wd": "wd", "个工作日": "wd", "工作日": "wd"}
_WHOM = {**{code: code for code in REACHED}, "值班负责人": "DUTY_MANAGER", "接收单位值班负责人": "DUTY_MANAGER",
         "县级联络人": "COUNTY_LIAISON", "县级卫生健康部门联络人": "COUNTY_LIAISON", "下一家": "NEXT_UNIT",
         "下一家备选单位": "NEXT_UNIT"}  # fmt: skip
_HEAD = re.compile(r"(?=P[1-4](?!\d)|紧急|优先|常规|预约)")
_SPAN = re.compile(r"([1-9]\d{0,3})\s*(wd|h|d|小时|天|个工作日|工作日)", re.ASCII)


def parts(text: str) -> dict[str, str]:
    """What is said of each class; `Refused` where a part belongs to none, or a class is named twice."""
    found: dict[str, str] = {}
    for part in filter(None, (piece.strip(" ，,；;、") for piece in _HEAD.split(_plain(text)))):
        name = next((name for name in _NAMED if part.startswith(name)), None)
        if name is None or _NAMED[name] in found:
            raise Refused(_("请按级别写，每级一次，例如“P1 2小时，P2 8小时”。"), field="value")
        found[_NAMED[name]] = part.removeprefix(name).strip(" :：")
    if not found:
        raise Refused(_("请至少写明一个级别，例如“P1 2小时”。"), field="value")
    return found


def _plain(text: str) -> str:
    """Full-width digits and letters as plain ones; the marks between parts stay."""
    return "".join(unicodedata.normalize("NFKC", char) if char.isalnum() else char for char in text)


def span(text: str) -> str:
    """`2小时` or `2h` as `2h`; `Refused` otherwise."""
    found = _SPAN.fullmatch(text)
    if found is None:
        raise Refused(_("“%(text)s”不是时限。请写成例如2小时、7天、5个工作日。", text=text[:20]), field="value")
    return found[1] + _MEASURES[found[2]]


def ladder(text: str) -> list[list[str | None]]:
    """`1小时→值班负责人、2小时→县级联络人` as `[["1h", "DUTY_MANAGER"], …]`; none stands for the deadline itself."""
    return [_rung(rung.strip()) for rung in re.split(r"[、，,]", text) if rung.strip()] or [_rung(text)]


def _rung(text: str) -> list[str | None]:
    after, arrow, whom = (part.strip() for part in text.replace("->", "→").partition("→"))
    if not arrow or whom not in _WHOM:
        known = "、".join(str(words) for words in REACHED.values())
        raise Refused(_("请写成例如“1小时→值班负责人”；可上报给：%(known)s。", known=known), field="value")
    return [None if after == AT_THE_DEADLINE else span(after), _WHOM[whom]]


def clock(text: str) -> str | None:
    """`8:00` as `08:00`; none where it is no time of day."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", _plain(text).replace("：", ":"), re.ASCII)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return f"{int(found[1]):02d}:{found[2]}"


def span_words(value: str) -> str:
    """`2wd` as `2个工作日`."""
    number = value.rstrip("hdw")
    return f"{number}{UNITS[value.removeprefix(number)]}"


def hours_words(value: int) -> str:
    """`4小时`."""
    return _("%(n)s小时", n=value)


def ladder_words(value: list[list[str | None]]) -> str:
    """`1小时→值班负责人、2小时→县级联络人`."""
    rungs = [f"{span_words(after) if after else AT_THE_DEADLINE}→{REACHED[str(whom)]}" for after, whom in value]
    return "、".join(rungs)


def said(value: Mapping[str, Any], words: Callable[[Any], str], between: str = "，") -> str:
    """A value by class as people read it: `紧急2小时，优先8小时`."""
    return between.join(f"{CLASSES[code]}{words(each)}" for code, each in sorted(value.items()))


def written(value: Mapping[str, Any], words: Callable[[Any], str], between: str = "，") -> str:
    """A value by class as somebody types it: `P1 2小时，P2 8小时`."""
    return between.join(f"{code} {words(each)}" for code, each in sorted(value.items()))
