"""Many people at one bedside: each signs another item at the same moment, and every signature is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from hospice.accounts.models import User
from hospice.core.db import db, unit_of_work
from hospice.transfers.models import Request
from hospice.transfers.queries.handover import as_rules, handover_of
from hospice.transfers.rules.codes import Side
from hospice.transfers.rules.handover import BY_TWO_PERSONS, HandoverItem, signed_by_both
from hospice.transfers.services import amending, handing
from hospice.transfers.services.amending import TypedNeed, mark
from tests.cases import a_house
from tests.transfers.test_handover_page import arrived

RUNNERS = 4


@pytest.mark.slow
def test_signatures_and_words_of_many_at_once_are_all_kept(own_app: Flask) -> None:
    with own_app.app_context():
        sender, ward = a_house("331102"), a_house(beds=1)
        number = arrived(sender, ward).id
        people = {Side.ORIGIN: sender.clinician.id, Side.DESTINATION: ward.clinician.id}
    deeds = [(item, side) for item in HandoverItem for side in people]
    gate = Barrier(RUNNERS)

    def run(mine: list[tuple[HandoverItem, Side]]) -> None:
        gate.wait()
        for item, side in mine:
            with own_app.app_context(), unit_of_work() as session:
                request, by = session.get_one(Request, number), session.get_one(User, people[side])
                witness = "另一人" if item in BY_TWO_PERSONS else ""
                handing.sign(session, request, item, side, by=by, witness=witness)
                amending.keep_needs(session, request, [TypedNeed(None, f"{item}{side}", "", None)], by=by)

    with ThreadPoolExecutor(RUNNERS) as pool:
        for done in [pool.submit(run, deeds[first::RUNNERS]) for first in range(RUNNERS)]:
            done.result()
    with own_app.app_context():
        record = handover_of(db.session(), number)
        assert record is not None
        assert signed_by_both(as_rules(record)) == (14, 14)
        assert len(record.needs) == len(deeds)


def test_two_words_about_two_things_written_on_one_reading_are_both_kept(own_app: Flask) -> None:
    with own_app.app_context():
        sender, ward = a_house("331102"), a_house(beds=1)
        request = arrived(sender, ward)
        seen = {"body": mark(""), "mind": mark("")}
        for house, values in ((sender, {"body": "稳定", "mind": ""}), (ward, {"body": "", "mind": "平静"})):
            with unit_of_work() as session:
                amending.amend(session, session.get_one(Request, request.id), values, seen, by=house.clinician)
        record = handover_of(db.session(), request.id)
        assert record is not None
        assert (record.body, record.mind) == ("稳定", "平静")
