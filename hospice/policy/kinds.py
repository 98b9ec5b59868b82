"""What a configurable value may be: how it is typed, how it is stored, and how people read it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy

from . import classes

PROJECT = "本项目假定，待主管部门核定"


@dataclass(frozen=True, slots=True)
class Setting:
    """One configurable value. `kind` is a key of `KINDS`; `options` maps the codes of a choice.

    `every` says that a value by class has to name every class.
    """

    key: str
    title: Any
    kind: str
    default: Any
    source: str = PROJECT
    standing: str = "assumption"
    least: int = 0
    most: int = 3660
    options: Mapping[str, Any] | None = None
    group: str = "counting"
    every: bool = False
    earliest: str = "00:00"
    latest: str = "23:59"

    def parse(self, text: str) -> Any:
        """The typed text as the JSON value that is stored; `Refused` with a sentence otherwise."""
        return KINDS[self.kind].parse(self, text.strip())

    def hint(self) -> str:
        """What may be typed."""
        return "" if self.choices() else str(KINDS[self.kind].hint(self))

    def choices(self) -> list[tuple[str, Any]]:
        """The values to choose from, where there are but a few: (code, words)."""
        if self.kind == "yes_no":
            return [("yes", lazy("是")), ("no", lazy("否"))]
        return list(self.options.items()) if self.options else []

    def words(self, value: Any) -> str:
        """The stored value as people read it."""
        return str(KINDS[self.kind].words(self, value))

    def typed(self, value: Any) -> str:
        """The stored value as somebody would type it."""
        return str(KINDS[self.kind].typed(value))


class Kind(NamedTuple):
    """How values of one kind are read, said and typed."""

    parse: Callable[[Setting, str], Any]
    words: Callable[[Setting, Any], Any] = lambda _setting, value: value
    typed: Callable[[Any], Any] = str
    hint: Callable[[Setting], Any] = lambda _setting: ""


def _yes_no(_setting: Setting, text: str) -> bool:
    if text not in ("yes", "no"):
        raise Refused(_("请选“是”或“否”。"), field="value")
    return text == "yes"


def _whole(setting: Setting, text: str) -> int:
    try:
        value = int(text) if len(text) <= 9 else -1
    except ValueError:
        value = -1
    if not setting.least <= value <= setting.most:
        raise Refused(_("请填%(least)s到%(most)s之间的整数。", least=setting.least, most=setting.most), field="value")
    return value


def _day(_setting: Setting, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused(_("请按年-月-日填写，例如2026-11-22。"), field="value") from None


def _share(_setting: Setting, text: str) -> list[int]:
    upper, _slash, lower = text.partition("/")
    if not (upper.isdigit() and lower.isdigit() and len(text) <= 13 and 0 < int(upper) <= int(lower)):
        raise Refused(_("请按“分子/分母”填写，例如1/2，不超过1。"), field="value")
    return [int(upper), int(lower)]


def _choice(setting: Setting, text: str) -> str:
    if setting.options is None or text not in setting.options:
        raise Refused(_("请从列出的选项中选一个。"), field="value")
    return text


def _by_class(read: Callable[[Setting, str], Any]) -> Callable[[Setting, str], Any]:
    """Read every class by itself; where every class is needed, say which is missing."""

    def parse(setting: Setting, text: str) -> dict[str, Any]:
        found = {code: read(setting, said) for code, said in classes.parts(text).items()}
        missing = [str(words) for code, words in classes.CLASSES.items() if setting.every and code not in found]
        if missing:
            raise Refused(_("每一级都要写明，还缺：%(missing)s。", missing="、".join(missing)), field="value")
        return found

    return parse


def _hours(setting: Setting, text: str) -> int:
    return _whole(setting, text.removesuffix("h").removesuffix("小时").strip())


def _two_limits(setting: Setting, text: str) -> list[int]:
    first, slash, second = text.replace("，", "/").replace(",", "/").partition("/")
    if not slash:
        raise Refused(_("请填两个小时数，用“/”隔开，例如24/72。"), field="value")
    found = [_hours(setting, first.strip()), _hours(setting, second.strip())]
    if found[0] > found[1]:
        raise Refused(_("前一个小时数不能大于后一个。"), field="value")
    return found


def _time(setting: Setting, text: str) -> str:
    value = classes.clock(text)
    if value is None or not setting.earliest <= value <= setting.latest:
        range_ = {"earliest": setting.earliest, "latest": setting.latest}
        raise Refused(_("请按24小时制填写，例如08:00，在%(earliest)s到%(latest)s之间。", **range_), field="value")
    return value


def _range(setting: Setting) -> str:
    return _("%(least)s到%(most)s之间的整数", least=setting.least, most=setting.most)


def _of_classes(
    read: Callable[[Setting, str], Any], words: Callable[[Any], str], hint: Any, between: str = "，"
) -> Kind:
    """A kind whose values are one for each class."""
    return Kind(
        _by_class(read),
        lambda _setting, value: classes.said(value, words, between),
        lambda value: classes.written(value, words, between),
        lambda _setting: hint,
    )


def _as_share(value: Any) -> str:
    return f"{value[0]}/{value[1]}"


KINDS = {
    "yes_no": Kind(
        _yes_no, lambda _setting, value: _("是") if value else _("否"), lambda value: "yes" if value else "no"
    ),
    "whole": Kind(_whole, hint=_range),
    "day": Kind(_day, hint=lambda _setting: _("例如2026-11-22")),
    "share": Kind(_share, lambda _setting, value: _as_share(value), _as_share, lambda _setting: _("例如1/2")),
    "choice": Kind(_choice, lambda setting, value: setting.options[value] if setting.options else value),
    "time": Kind(_time, hint=lambda _setting: _("例如08:00")),
    "limits": Kind(
        _two_limits,
        lambda _setting, value: _("%(a)s小时，%(b)s小时", a=value[0], b=value[1]),
        _as_share,
        lambda _setting: _("例如24/72"),
    ),
    "spans": _of_classes(
        lambda _setting, text: classes.span(text),
        classes.span_words,
        lazy("例如“P1 2小时，P3 2个工作日”；时限可用小时、天或个工作日"),
    ),
    "hours": _of_classes(_hours, classes.hours_words, lazy("例如“P1 4小时，P2 24小时”")),
    "ladder": _of_classes(
        lambda _setting, text: classes.ladder(text),
        classes.ladder_words,
        lazy("例如“P1 1小时→值班负责人、2小时→县级联络人；P3 到时→值班负责人”"),
        "；",
    ),
}
