"""Whatever is done at the beds in whatever order, the board agrees with whoever walks round the ward and counts."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from hospice.core.db import db, unit_of_work
from hospice.episodes.models import BedAssignment
from hospice.episodes.queries.beds import census_of
from hospice.episodes.rules.codes import AssignmentState
from hospice.facilities.models import Bed
from hospice.facilities.rules.places import BedState
from hospice.transfers.models import WaitingEntry
from hospice.transfers.services import answering
from tests.cases import House, a_house, a_patient, received
from tests.factories import a_bed
from tests.pages import Visitor, words_of
from tests.ward.doing import kept
from tests.ward.test_board import sums

WORDS = {BedState.READY: "空床", BedState.CLEANING: "清洁中", BedState.BLOCKED: "停用", BedState.ISOLATION: "隔离"}


class Walk:
    """A ward of four beds, and a nurse who clicks on what she likes."""

    def __init__(self, app: Flask, seed: int) -> None:
        self.dice, self.sender = Random(seed), a_house("331102")  # noqa: S311 - a walk, no secret
        self.ward = a_house()
        self.beds = [a_bed(self.ward.unit, bed_no=f"1-{n}") for n in range(1, 5)]
        self.nurse = Visitor(app, self.ward.manager)

    def click(self) -> int:
        """One deed through a page; it may be refused, and must then have changed nothing."""
        bed = self.dice.choice(self.beds)
        stay = self._stay(bed)
        deeds = self._at_stay(stay) if stay else self._at_free(bed)
        endpoint, said, values = self.dice.choice(deeds)
        return self.nurse.post(endpoint, said, **values).status

    def _at_stay(self, stay: BedAssignment) -> list[Any]:
        key, other = {"key": stay.key}, str(self.dice.choice(self.beds).key)
        return [
            ("stays.admit", {}, key), ("stays.leave", {"outcome": "TO_HOME"}, key), ("stays.move", {"bed": other}, key),
            ("stays.death", {}, key), ("stays.release", {"reason": "不来了"}, key), ("stays.extend", {"reason": "晚到"}, key),
            ("stays.block", {"state_reason": "维修"}, {"key": stay.bed.key}), ("stays.isolate", {}, {"key": stay.bed.key}),
        ]  # fmt: skip

    def _at_free(self, bed: Bed) -> list[Any]:
        key = {"key": bed.key}
        if self.dice.random() < 0.3 and bed.state is BedState.READY:
            kept(self.ward, bed)
        waiting = db.session.scalars(sa.select(WaitingEntry.key).where(WaitingEntry.left_at.is_(None))).first()
        given = {"entry": str(waiting), "bed": str(bed.key), "reason": "试"}
        came = {"patient": str(a_patient(self.ward).key), "bed": str(bed.key)}
        return [
            ("stays.add", came, {"key": self.ward.unit.key}), ("stays.add", came, {"key": self.ward.unit.key}),
            ("stays.give", given, {"key": self.ward.unit.key}), ("stays.restore", {}, key),
            ("stays.block", {"state_reason": "维修"}, key), ("stays.isolate", {}, key), ("stays.restore", {}, key),
        ]  # fmt: skip

    def _stay(self, bed: Bed) -> BedAssignment | None:
        mine = sa.select(BedAssignment).where(BedAssignment.bed_id == bed.id, BedAssignment.ended_at.is_(None))
        return db.session.scalar(mine)

    def counted(self) -> Counter[str]:
        """What somebody sees who goes from bed to bed."""
        seen: Counter[str] = Counter()
        for bed in db.session.scalars(sa.select(Bed).where(Bed.unit_id == self.ward.unit.id)):
            stay = self._stay(bed)
            held = {AssignmentState.ACTIVE: "在住", AssignmentState.RESERVED: "已保留"}
            seen[held[stay.state] if stay else WORDS[bed.state]] += 1
        return seen


def _somebody_waits(walk: Walk, house: House) -> None:
    [request] = received(walk.sender, house)
    with unit_of_work() as session:
        answering.waitlist(session, request, by=house.manager)


@pytest.mark.parametrize("seed", range(3))
def test_the_board_agrees_with_a_naive_recount_after_any_history(app: Flask, session: Session, seed: int):
    walk, statuses = Walk(app, seed), Counter[int]()
    for step in range(30):
        if step % 8 == 0:
            _somebody_waits(walk, walk.ward)
        statuses[walk.click()] += 1
        session.expire_all()
        page = walk.nurse.get("wards.board", key=walk.ward.unit.key)
        session.expire_all()
        told, counted = sums(page), walk.counted()
        assert {word: number for word, number in told.items() if number and word != "合计"} == dict(counted)
        assert told["合计"] == sum(counted.values()) == 4
        shown = Counter(words_of(face) for tile in page.all("ul", class_="beds") for face in tile.iter("span")
                        if "st" in (face.get("class") or "").split())  # fmt: skip
        assert shown == counted
        census = census_of(session, walk.ward.unit.id)
        assert (census.free, census.held, census.occupied) == (counted["空床"], counted["已保留"], counted["在住"])
    assert statuses[303] >= 5
    assert set(statuses) <= {303, 404, 409, 422}
