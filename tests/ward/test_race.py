"""Two nurses click on the last bed in the same instant, for two patients: one has it, the other reads what is free now."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import sqlalchemy as sa
from flask import Flask

from hospice.core.db import db, unit_of_work
from hospice.episodes.models import BedAssignment
from hospice.episodes.rules.codes import OPEN_ASSIGNMENTS, Priority
from hospice.transfers.models import BedOffer, WaitingEntry
from hospice.transfers.services import answering
from tests.cases import House, a_house, received
from tests.pages import Page, Visitor

ROUNDS = 4


def test_of_two_who_click_at_once_one_has_the_bed_and_the_other_is_told(own_app: Flask):
    with own_app.app_context():
        db.session().connection(execution_options={"writes": True})
        sender, wards = a_house("331102"), [a_house(beds=1) for _round in range(ROUNDS)]
        for ward in wards:
            _two_wait(sender, ward)
        rounds = [(ward.unit.key, ward.unit.id, ward.beds[0].key, [ward.manager, ward.clinician]) for ward in wards]
        entries = {
            unit_id: list(db.session.scalars(sa.select(WaitingEntry.key).where(WaitingEntry.unit_id == unit_id)))
            for _key, unit_id, _bed, _people in rounds
        }
        pairs = [
            (key, unit_id, bed, [Visitor(own_app, user) for user in people]) for key, unit_id, bed, people in rounds
        ]
    for unit_key, unit_id, bed_key, nurses in pairs:
        start = Barrier(2)

        def click(
            nurse: Visitor, entry: object, unit: object = unit_key, bed: object = bed_key, at: Barrier = start
        ) -> Page:
            with own_app.app_context():
                at.wait()
                said = {"entry": str(entry), "bed": str(bed), "reason": "现在就能来"}
                return nurse.post("stays.give", said, key=unit)

        with ThreadPoolExecutor(2) as pool:
            pages = list(pool.map(click, nurses, entries[unit_id]))
        assert sorted(page.status for page in pages) == [303, 409]
        told = next(page for page in pages if page.status == 409)
        assert "没有保留成功" in told.text
        assert "现在没有其他空床" in told.text
        with own_app.app_context():
            mine = sa.select(sa.func.count()).select_from(BedAssignment).where(BedAssignment.unit_id == unit_id)
            assert db.session.scalar(mine.where(BedAssignment.state.in_(sorted(OPEN_ASSIGNMENTS)))) == 1
            assert len(db.session.scalars(sa.select(BedOffer).where(BedOffer.unit_id == unit_id)).all()) == 1


def _two_wait(sender: House, ward: House) -> None:
    for priority in (Priority.URGENT, Priority.ROUTINE):
        [request] = received(sender, ward, priority=priority)
        with unit_of_work() as session:
            answering.waitlist(session, request, by=ward.manager)
