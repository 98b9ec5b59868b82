"""Handovers: what was said of every admission, and for those of the last weeks each item with both signatures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from hospice.transfers.models import HandoverEntry, HandoverRecord, HandoverSignature
from hospice.transfers.rules.handover import BY_TWO_PERSONS, Domain, HandoverItem

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
    """Write it, with the hash that the product would have kept."""
    dice, number, at = ledger.dice, ledger.number(HandoverRecord), stamp(now)
    opioid = dice.random() < 0.6
    said = dice.choice(_BODY), dice.choice(_MIND), dice.choice(_SOCIAL), dice.choice(_MEANING)
    receiver = teams[asked.unit.site.id]
    days, prescriber = (dice.randrange(2, 12), receiver.decides.name) if opioid else (None, "")
    signed = _sign(ledger, number, asked, receiver, at) if detailed else {}
    plain = {
        "entries": signed, "domains": dict(zip((domain.value for domain in Domain), said, strict=True)), "needs": [],
        "last_doses": "", "medicines": [opioid, days, prescriber or None, None],
    }  # fmt: skip
    digest = hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    ledger.rows[HandoverRecord].append(
        (number, asked.id, *said, int(opioid), days, prescriber, "", None, at, digest)
    )  # fmt: skip


def _sign(ledger: Ledger, number: int, asked: Asked, receiver: Team, at: str | None) -> dict[str, Any]:
    """Every item by both sides; gives what was signed."""
    told: dict[str, Any] = {}
    for item in HandoverItem:
        entry = ledger.number(HandoverEntry)
        ledger.rows[HandoverEntry].append((entry, number, item.value, ""))
        witness = ledger.dice.choice(_WITNESSES) if item in BY_TWO_PERSONS else ""
        hands = {"ORIGIN": asked.case.by, "DESTINATION": receiver.decides}
        told[item.value] = ["", {side: [by.name, witness or None] for side, by in hands.items()}]
        rows = ((entry, side, by.id, by.name, witness, at) for side, by in hands.items())
        ledger.rows[HandoverSignature].extend(rows)
    return told
