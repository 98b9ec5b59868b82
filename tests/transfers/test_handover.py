"""The handover is complete when both sides signed all items, all is owned, and no medicine runs out unnoticed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospice.transfers.rules.codes import Side
from hospice.transfers.rules.handover import (
    BY_TWO_PERSONS,
    Domain,
    Entry,
    Handover,
    HandoverItem,
    MedicineBridge,
    OpenNeed,
    Signature,
    gaps,
    signed_by_both,
)

SIGNED = Entry({Side.ORIGIN: Signature("季文娟", "叶敏"), Side.DESTINATION: Signature("吴秀兰", "林晓")})
COMPLETE = Handover(
    dict.fromkeys(HandoverItem, SIGNED),
    dict.fromkeys(Domain, "平稳"),
    (OpenNeed("复查血钾", "周建平", date(2026, 11, 25)),),
    MedicineBridge(on_opioid=True, days_left=3, next_prescriber="周建平"),
)


def words(handover: Handover) -> list[str]:
    return [str(gap) for gap in gaps(handover)]


def test_all_fourteen_items_signed_is_complete() -> None:
    assert words(COMPLETE) == []
    assert signed_by_both(COMPLETE) == (14, 14)


@pytest.mark.parametrize("item", HandoverItem)
def test_each_item_needs_both_sides_or_a_reason(item: HandoverItem) -> None:
    for side in (Side.ORIGIN, Side.DESTINATION):
        lacking = Entry({other: one for other, one in SIGNED.signatures.items() if other is not side})
        handover = replace(COMPLETE, entries={**COMPLETE.entries, item: lacking})
        assert words(handover) == [f"{item.label}：{side.label}未签"]
        assert signed_by_both(handover) == (13, 14)
    without = {one: entry for one, entry in COMPLETE.entries.items() if one is not item}
    assert len(words(replace(COMPLETE, entries=without))) == 2
    assert words(replace(COMPLETE, entries={**COMPLETE.entries, item: Entry(not_done="居家接收，无此项")})) == []
    assert len(words(replace(COMPLETE, entries={**COMPLETE.entries, item: Entry(not_done="  ")}))) == 2


@pytest.mark.parametrize("witness", [None, "", "季文娟"])
def test_controlled_drugs_are_counted_by_two_persons(witness: str | None) -> None:
    alone = Entry({**SIGNED.signatures, Side.ORIGIN: Signature("季文娟", witness)})
    for item in HandoverItem:
        found = words(replace(COMPLETE, entries={**COMPLETE.entries, item: alone}))
        assert bool(found) is (item in BY_TWO_PERSONS)
    assert {HandoverItem.CONTROLLED_DRUGS} == BY_TWO_PERSONS


@given(st.sets(st.sampled_from(HandoverItem)), st.sets(st.sampled_from(Domain)), st.booleans(), st.booleans())
def test_every_gap_is_told_once(unsigned: set[HandoverItem], unanswered: set[Domain], owner: bool, due: bool) -> None:
    need = OpenNeed("换药", "林晓" if owner else None, date(2026, 11, 25) if due else None)
    handover = replace(
        COMPLETE,
        entries={item: entry for item, entry in COMPLETE.entries.items() if item not in unsigned},
        domains={domain: "" if domain in unanswered else "平稳" for domain in Domain},
        open_needs=(need,),
    )
    found = words(handover)
    assert len(found) == len(set(found)) == 2 * len(unsigned) + len(unanswered) + (not owner) + (not due)


def test_medicines_are_bridged_or_said_not_to_be_needed() -> None:
    def lacking(bridge: MedicineBridge) -> int:
        return len(words(replace(COMPLETE, medicines=bridge)))

    assert lacking(MedicineBridge()) == 1
    assert lacking(MedicineBridge(on_opioid=False)) == 0
    assert lacking(MedicineBridge(on_opioid=True)) == 2
    assert lacking(MedicineBridge(on_opioid=True, days_left=0, next_prescriber="周建平")) == 0


def test_an_empty_handover_lacks_everything() -> None:
    assert len(words(Handover())) == 2 * 14 + 4 + 1
    assert signed_by_both(Handover()) == (0, 14)
