"""Clients over HTTP, all at once, for the last bed: one is told that it is kept, all others that it is gone, in words.

Few clients and rounds here; `RACE_ROUNDS=200 RACE_CLIENTS=64` make a drill of it.
"""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from hospice.core.db import db, unit_of_work
from hospice.episodes.models import BedAssignment
from hospice.episodes.queries.beds import IS_OPEN
from hospice.transfers.models import Request
from hospice.transfers.rules.codes import Outcome, RequestStatus
from hospice.transfers.services import asking
from tests.cases import House, a_house, received

from .client import Client, Told, signed_in
from .plant import plant

ROUNDS = int(os.environ.get("RACE_ROUNDS", "4"))
CLIENTS = int(os.environ.get("RACE_CLIENTS", "16"))

pytestmark = pytest.mark.slow


def at_once(clients: list[Client], paths: list[str]) -> list[Told]:
    """Everybody presses the button at the same instant."""
    gate = Barrier(len(paths))

    def press(client: Client, path: str) -> Told:
        gate.wait()
        return client.send(path, {"bed": "", "reason": ""})

    with ThreadPoolExecutor(len(paths)) as people:
        return list(people.map(press, clients, paths))


def path_of(request: Request) -> str:
    return f"/requests/{request.key}/accept"


def kept(ward: House) -> int:
    mine = sa.select(sa.func.count(BedAssignment.id)).where(BedAssignment.unit_id == ward.unit.id, IS_OPEN)
    return db.session.scalar(mine) or 0


def take_back(requests: list[Request], sender: House) -> None:
    for request in requests:
        with unit_of_work() as session:
            asking.withdraw(session, request.transfer, Outcome.WITHDRAWN_FAMILY, "下一轮", by=sender.clinician)


def test_of_all_who_press_at_once_one_keeps_the_last_bed_and_the_others_are_told(own_app: Flask):
    with own_app.app_context():
        sender, ward = a_house("331102"), a_house(beds=1)
        requests = [received(sender, ward)[0] for _client in range(CLIENTS)]
        with plant(own_app.config["SQLALCHEMY_DATABASE_URI"]) as running:
            clients = [signed_in(own_app, ward.manager, running.port) for _client in range(CLIENTS)]
            for _round in range(ROUNDS):
                told = at_once(clients, [path_of(request) for request in requests])
                assert Counter(one.status for one in told) == {303: 1, 409: CLIENTS - 1}
                assert all("没有保留成功" in one.words and "刚被他人保留" in one.words for one in told if not one.is_done)
                db.session.rollback()
                db.session.expire_all()
                assert kept(ward) == 1
                states = Counter(request.status for request in requests)
                assert states == {RequestStatus.BED_HELD: 1, RequestStatus.RECEIVED: CLIENTS - 1}
                taken = [request for request in requests if request.status is RequestStatus.BED_HELD]
                take_back(taken, sender)
                requests = [one for one in requests if one not in taken] + [received(sender, ward)[0]]


def test_a_button_pressed_twice_is_one_deed_and_both_are_told_that_it_is_done(own_app: Flask):
    with own_app.app_context():
        sender, ward = a_house("331102"), a_house(beds=1)
        with plant(own_app.config["SQLALCHEMY_DATABASE_URI"]) as running:
            manager = signed_in(own_app, ward.manager, running.port)
            for _round in range(ROUNDS):
                [request] = received(sender, ward)
                path = path_of(request)
                seen = manager.form(path)
                with ThreadPoolExecutor(2) as hands:
                    told = list(hands.map(lambda _hand, path=path, seen=seen: manager.send(path, seen), range(2)))
                assert [one.status for one in told] == [303, 303]
                db.session.rollback()
                assert kept(ward) == 1
                take_back([request], sender)
