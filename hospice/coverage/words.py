"""How pages draw a state: its word, its shape, its tone (design §6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy

from .rules.class_words import class_label
from .rules.closing import Step
from .rules.figures import Figure, MapClass
from .rules.trajectory import GoalState
from .rules.verdicts import Goal


class Drawn(NamedTuple):
    """A word with its icon and tone, as the macro `status` takes them."""

    word: str
    icon: str
    tone: str


_STATES = {
    GoalState.ACHIEVED: ("done", "go"),
    GoalState.ON_TRACK: ("half", "go"),
    GoalState.AT_RISK: ("half", "mind"),
    GoalState.BEHIND: ("tri", "hot"),
    GoalState.NOT_STARTED: ("ring", "hot"),
    GoalState.NA: ("dash", ""),
}

_CLASSES = {
    MapClass.M5: ("done", "go"),
    MapClass.M4: ("done", "go"),
    MapClass.M3: ("half", "mind"),
    MapClass.M2: ("clock", "hot"),
    MapClass.M1: ("tri", "hot"),
    MapClass.NA: ("dash", ""),
    MapClass.NOD: ("dash", ""),
}


# What a step would bring, in the words of a narrow column; the opening itself goes without saying where more is missing.
_BRINGS = {
    Step.UPLOAD_APPROVAL: lazy("启用批复"),
    Step.REGISTER_BEDS: lazy("开放床位"),
    Step.REGISTER_OPENING: lazy("启用日期"),
    Step.OPEN_AND_CONFIRM: lazy("确认启用"),
    Step.RENEW_LICENCE: lazy("有效的许可证"),
    Step.CHECK_LICENCE: lazy("许可证校验"),
    Step.ASK_DESIGNATION: lazy("认定"),
    Step.OWN_SIGN: lazy("单独的标识和制度"),
}


def missing(steps: Sequence[Step]) -> str:
    """启用批复、开放床位."""
    told = [step for step in steps if step is not Step.OPEN_AND_CONFIRM] or steps
    return "、".join(str(_BRINGS.get(step, step.label)) for step in told)


def state_of(figure: Figure) -> Drawn:
    """The state on the way to the goal: 按期, 有风险 …; of those who never reported, 未报数据."""
    if figure.applicable and not figure.reported and not figure.met:
        return Drawn(_("未报数据"), "dash", "")
    return Drawn(str(figure.state.label), *_STATES[figure.state])


def class_of(figure: Figure) -> Drawn:
    """The class on the map, a little shorter than in the legend."""
    word = str(class_label(figure.goal, figure.map_class))
    if figure.goal is not Goal.G3 and figure.map_class is MapClass.M3:
        word = _("在建，按期")
    if figure.goal is not Goal.G3 and figure.map_class is MapClass.M2:
        word = _("已过预计日期") if figure.pipeline.overdue else _("启用日期未定")
    return Drawn(word, *_CLASSES[figure.map_class])
