"""Changes that wait for an officer, so that the list of confirmations is not empty."""

from __future__ import annotations

from random import Random
from typing import Any

from hospice.facilities.models import InstitutionRecord, SentBack, UnitState
from hospice.facilities.rules.codes import UnitStatus
from hospice.facilities.rules.proposals import About

from .book import Row
from .days import DAY
from .network import Network, Site
from .words import Case

CHECKED = "年度校验完成"
QUESTION = "请补执业许可证副本，地址与许可证不一致。"
ALWAYS = frozenset({"331181", "331122", "330106"})
SHARE = 0.2
_BOOKKEEPING = frozenset({"id", "recorded_at", "confirmed_at", "superseded_at", "recorded_by_id", "confirmed_by_id", "reason",
                          "document_no", "valid_from", "valid_to"})  # fmt: skip


def propose(net: Network) -> None:
    """Let the licence of some county hospitals have been checked lately, and one ward ask to move out."""
    records = _latest(net, InstitutionRecord, "institution_id")
    for code, main in sorted(net.mains.items()):
        dice = net.dice("waiting", code)
        record = records.get(main.id)
        if record is not None and (code in ALWAYS or dice.random() < SHARE):
            checked = net.calendar.ago(dice.randrange(8, 15))
            _wait(net, main, InstitutionRecord, record, {"licence_checked_on": checked}, CHECKED, dice)
    host = net.site("丽水市中心医院")
    state = _latest(net, UnitState, "unit_id").get(net.wards.get(host.id, 0)) if host else None
    if host is not None and state is not None:
        moving = {"status": UnitStatus.RELOCATING, "expected_on": None}
        _wait(net, host, UnitState, state, moving, Case.RELOCATING_IN_GRACE, net.dice("moving"))
    _send_back(net)


def _send_back(net: Network) -> None:
    """One registration in 龙泉市 came back to the coordinator with a question."""
    station = next((site for site in net.by_county["331181"] if site.name.endswith("同心护理站")), None)
    for row in net.book.rows[InstitutionRecord]:
        if station is not None and row["institution_id"] == station.id and station.hands[1] is not None:
            dice = net.dice("sent back")
            net.book.add(
                SentBack, about=About.INSTITUTION.value, fact_id=row["id"], institution_id=station.id, unit_id=None,
                to_id=station.hands[0], by_id=station.hands[1], at=net.calendar.at(net.calendar.ago(1), dice), reason=QUESTION,
            )  # fmt: skip


def _latest(net: Network, model: type[Any], subject: str) -> dict[int, Row]:
    """What is in force until further notice, by subject."""
    rows = net.book.rows[model]
    return {
        row[subject]: row for row in rows if row["confirmed_at"] and not row["superseded_at"] and not row["valid_to"]
    }


def _wait(
    net: Network, site: Site, model: type[Any], row: Row, changes: dict[str, Any], reason: str, dice: Random
) -> None:
    day = net.calendar.ago(dice.randrange(1, 7))
    values = {name: value for name, value in row.items() if name not in _BOOKKEEPING} | changes
    net.book.add(
        model, **values, valid_from=day, valid_to=None, recorded_at=net.calendar.at(day + DAY, dice), confirmed_at=None,
        superseded_at=None, reason=reason, document_no="", recorded_by_id=site.hands[0], confirmed_by_id=None,
    )  # fmt: skip
