"""How a push looks in a list: what it asks for, how much time is left, in word, colour and shape."""

from __future__ import annotations

from datetime import datetime, timedelta

from hospice.core.i18n import lazy
from hospice.episodes.rules.faces import Face

from .pushing import PushEnd, PushMatter

SOON = timedelta(hours=2)  # design §4: under two hours an ochre clock

_FACES = {
    PushMatter.ROUTE: ("dia", "mind"),
    PushMatter.ACKNOWLEDGE: ("ring", "go"),
    PushMatter.CONTACT: ("half", "go"),
    PushMatter.DONE: ("done", "go"),
    PushMatter.OVER: ("done", ""),
}


def push_face(matter: PushMatter, ended_for: PushEnd | None = None) -> Face:
    """Word, shape and colour of what a push asks for."""
    word = ended_for.label if ended_for is not None else matter.label
    return Face(word, *_FACES[matter])


def time_left(due: datetime, at: datetime) -> Face:
    """How much time is left, or by how much it is over."""
    left = due - at
    hours, minutes = divmod(int(abs(left).total_seconds() // 60), 60)
    if left <= timedelta(0):
        words = lazy("超时%(h)s小时", h=hours) if hours else lazy("超时%(m)s分", m=minutes)
        return Face(words, "tri", "hot")
    words = lazy("还剩%(h)s小时", h=hours) if hours else lazy("还剩%(m)s分", m=minutes)
    return Face(words, "clock", "mind") if left < SOON else Face(words, "ring", "")
