"""The handover: what both sides sign, four domains, open needs, and medicines without a gap (domain §3.6, issue 3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from hospice.core.i18n import lazy
from hospice.facilities.rules.codes import Coded

from .codes import Side


class HandoverItem(Coded):
    """The items of domain §3.6, in their order."""

    IDENTITY = "IDENTITY", lazy("两种方式核对身份")
    CONSENT_FORMS = "CONSENT_FORMS", lazy("知情同意书")
    WISHES = "WISHES", lazy("照护意愿和是否心肺复苏，已口头复述")
    ALLERGIES = "ALLERGIES", lazy("过敏")
    LAST_DOSES = "LAST_DOSES", lazy("末次用药时间与下次用药")
    CONTROLLED_DRUGS = "CONTROLLED_DRUGS", lazy("麻精药品双人清点")
    DEVICES = "DEVICES", lazy("管路设备和日期")
    SKIN = "SKIN", lazy("皮肤")
    ISOLATION = "ISOLATION", lazy("隔离")
    BELONGINGS = "BELONGINGS", lazy("随身物品")
    CONTACTS = "CONTACTS", lazy("联系人，可向谁告知病情")
    PENDING_RESULTS = "PENDING_RESULTS", lazy("待回报的检查结果")
    FOLLOW_UP = "FOLLOW_UP", lazy("后续计划与电话")
    TRANSPORT = "TRANSPORT", lazy("转运途中情况，出发和到达时间")


BY_TWO_PERSONS = frozenset({HandoverItem.CONTROLLED_DRUGS})
SIDES = (Side.ORIGIN, Side.DESTINATION)


class Domain(Coded):
    """The four domains of a person, each of which is answered."""

    BODY = "BODY", lazy("身体")
    MIND = "MIND", lazy("心理")
    SOCIAL = "SOCIAL", lazy("社会")
    MEANING = "MEANING", lazy("意义与信念")


class Signature(NamedTuple):
    """Who signed for a side, and for what two must count, who counted along."""

    by: str
    witness: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One item: signed by both sides, or left undone with a written reason."""

    signatures: Mapping[Side, Signature] = field(default_factory=dict)
    not_done: str = ""


class OpenNeed(NamedTuple):
    """Something that is not finished: who takes it on, and by when."""

    words: str
    owner: str | None
    due: date | None


class MedicineBridge(NamedTuple):
    """Medicines over the change of place: days of opioid left, who prescribes next, and when they first see the patient.

    No opioid: `on_opioid` is false.
    """

    on_opioid: bool | None = None
    days_left: int | None = None
    next_prescriber: str | None = None
    next_contact_on: date | None = None


class Gap(NamedTuple):
    """What is missing, in words, and at which part of the page it is filled in."""

    words: Any
    at: str


@dataclass(frozen=True, slots=True)
class Handover:
    """All that both sides say before the patient counts as admitted."""

    entries: Mapping[HandoverItem, Entry] = field(default_factory=dict)
    domains: Mapping[Domain, str] = field(default_factory=dict)
    open_needs: tuple[OpenNeed, ...] = ()
    medicines: MedicineBridge = field(default_factory=MedicineBridge)


def item_gaps(item: HandoverItem, entry: Entry | None) -> list[Any]:
    """What an item lacks; nothing where it is signed by both, or left undone with a reason."""
    if entry is not None and entry.not_done.strip():
        return []
    found: list[Any] = []
    for side in SIDES:
        signed = entry.signatures.get(side) if entry is not None else None
        if signed is None:
            found.append(lazy("%(item)s：%(side)s未签", item=item.label, side=side.label))
        elif item in BY_TWO_PERSONS and signed.witness in (None, "", signed.by):
            found.append(lazy("%(item)s：%(side)s还缺另一人复核", item=item.label, side=side.label))
    return found


def gaps(handover: Handover) -> list[Any]:
    """Everything that stands between this handover and the admission, as sentences; nothing when it is complete."""
    return [gap.words for gap in placed_gaps(handover)]


def placed_gaps(handover: Handover) -> list[Gap]:
    """The same, each with the part of the page where it is filled in."""
    found = [
        Gap(words, f"item-{item.value}")
        for item in HandoverItem
        for words in item_gaps(item, handover.entries.get(item))
    ]
    found += [
        Gap(lazy("“%(domain)s”还没有填写", domain=domain.label), f"domain-{domain.value}")
        for domain in Domain
        if not handover.domains.get(domain, "").strip()
    ]
    found += [Gap(words, "needs") for words in _need_gaps(handover.open_needs)]
    return found + [Gap(words, "medicines") for words in _medicine_gaps(handover.medicines)]


def last_day(bridge: MedicineBridge, on: date) -> date | None:
    """The day on which the opioid runs out, counted from the day on which the days left were told."""
    if not bridge.on_opioid or bridge.days_left is None:
        return None
    return on + timedelta(days=bridge.days_left)


def runs_out_too_early(bridge: MedicineBridge, on: date) -> bool:
    """Whether the opioid runs out before whoever prescribes next first sees the patient. A warning, and no bar."""
    end = last_day(bridge, on)
    return end is not None and bridge.next_contact_on is not None and end < bridge.next_contact_on


def _need_gaps(needs: Iterable[OpenNeed]) -> list[Any]:
    found: list[Any] = []
    for need in needs:
        if not need.owner:
            found.append(lazy("“%(need)s”还没有负责人", need=need.words))
        if need.due is None:
            found.append(lazy("“%(need)s”还没有完成日期", need=need.words))
    return found


def _medicine_gaps(bridge: MedicineBridge) -> list[Any]:
    if bridge.on_opioid is None:
        return [lazy("请写明是否使用阿片类药")]
    if not bridge.on_opioid:
        return []
    found: list[Any] = []
    if bridge.days_left is None:
        found.append(lazy("阿片类药还可用几天，没有填写"))
    if not bridge.next_prescriber:
        found.append(lazy("下次由谁开阿片类药，没有填写"))
    return found


def signed_by_both(handover: Handover) -> tuple[int, int]:
    """Items settled and items in all, as the page shows: 9/14项双方已签."""
    return sum(not item_gaps(item, handover.entries.get(item)) for item in HandoverItem), len(HandoverItem)
