"""Handovers: what was said of every admission, and for those of the last weeks each item with both signatures."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from hospice.transfers.models import HandoverEntry, HandoverRecord, HandoverSignature
from hospice.transfers.rules.handover import BY_TWO_PERSONS, HandoverItem

from .case import Asked
from .ledger import Ledger
from .minutes import stamp
from .staff import Team

_BODY = ("疼痛已控制，夜间需巡视。", "疼痛波动，备有爆发痛用药。", "气促，半卧位可缓解。", "进食少，口腔护理每日3次。")
_MIND = ("情绪平稳。", "夜间焦虑，家属陪伴可缓解。", "知道病情，愿意交谈。")
_SOCIAL = ("子女轮流陪护。", "配偶为主要照护者，需要喘息。", "已联系社工。")
_MEANING = ("希望多与家人相处。", "无特殊要求。", "有未了心愿，家属正在安排。")
_WITNESSES = ("王敏", "李静", "陈洁", "周莉")


def hand_over(ledger: Ledger, asked: Asked, teams: Mapping[int, Team], now: int, *, detailed: bool) -> None:
    """Write it."""
    dice, number, at = ledger.dice, ledger.number(HandoverRecord), stamp(now)
    opioid = dice.random() < 0.6
    said = dice.choice(_BODY), dice.choice(_MIND), dice.choice(_SOCIAL), dice.choice(_MEANING)
    receiver = teams[asked.unit.site.id]
    days, prescriber = (dice.randrange(2, 12), receiver.decides.name) if opioid else (None, "")
    digest = hashlib.sha256(repr((number, said)).encode()).hexdigest()
    ledger.rows[HandoverRecord].append((number, asked.id, *said, int(opioid), days, prescriber, at, digest))
    if not detailed:
        return
    for item in HandoverItem:
        entry = ledger.number(HandoverEntry)
        ledger.rows[HandoverEntry].append((entry, number, item.value, ""))
        witness = dice.choice(_WITNESSES) if item in BY_TWO_PERSONS else ""
        for side, by in (("ORIGIN", asked.case.by), ("DESTINATION", receiver.decides)):
            ledger.rows[HandoverSignature].append((entry, side, by.id, by.name, witness, at))
