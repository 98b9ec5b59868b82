"""A need in words, for the pages that show it beside something else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hospice.core.i18n import gettext as _
from hospice.episodes.rules.codes import Priority
from hospice.patients.rules.wishes import TransferReason
from hospice.web.filters import day, moment

from ..models import Transfer
from ..rules.finding import named
from ..rules.standards import Escalated, Standards


def need_in_words(transfer: Transfer) -> list[tuple[str, str]]:
    """What is needed, as pairs of word and value; the class stands apart, since it has a colour."""
    return [
        (_("去处"), str(transfer.setting.label)),
        (_("原因"), _listed(TransferReason(code).label for code in transfer.reasons)),
        (_("必须有"), named(transfer.abilities)),
        (_("转运"), _transport(transfer)),
        (_("期望"), day(transfer.wanted_on)),
    ]


def _listed(words: Iterable[Any]) -> str:
    return "、".join(str(word) for word in words)


def _transport(transfer: Transfer) -> str:
    coded = (transfer.mobility, transfer.vehicle, transfer.escort)
    words = [str(code.label) for code in coded if code is not None]
    words += [_("途中吸氧")] if transfer.oxygen_on_the_way else []
    if transfer.pick_up_from is not None:
        words.append(_("%(at)s起可接", at=moment(transfer.pick_up_from)))
    return _("，").join(words)


def _within(priority: Priority, standards: Standards) -> str:
    """How long for an answer; some classes have longer where it is asked outside working hours."""
    words, off_duty = standards.sla_answer[priority].words, standards.sla_answer_off_duty.get(priority)
    if off_duty is None:
        return str(words)
    return _("%(time)s（非工作时间提交的，%(off)s）", time=words, off=off_duty.words)


def priority_words(priority: Priority, standards: Standards) -> str:
    """By when the others must answer, and what silence does (domain §3.4)."""
    said = _(
        "%(class)s转介：对方须在%(time)s内答复",
        **{"class": priority.label, "time": _within(priority, standards)},
    )
    first = next(iter(standards.sla_escalation.get(priority, ())), None)
    if first is None:
        return said + _("。")
    who = Escalated(first.to).label
    if first.after is None:
        return said + _("，到时未答复即提醒%(who)s。", who=who)
    return said + _("，满%(time)s未答复即提醒%(who)s。", time=first.after.words, who=who)
