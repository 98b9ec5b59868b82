"""How states look, and the tables as a drawing: the help shows the very rows that allow and refuse."""

from __future__ import annotations

from typing import Any

import pytest

from hospice.facilities.rules.codes import Coded
from hospice.transfers.rules import codes, deadlines, handover, minimum, parties, placement, standards
from hospice.transfers.rules.codes import RequestStatus, Route, TransferStatus
from hospice.transfers.rules.diagram import draw
from hospice.transfers.rules.faces import OVERDUE, REQUEST_FACES, TRANSFER_FACES, face
from hospice.transfers.rules.request_life import REQUESTS
from hospice.transfers.rules.steps import Life
from hospice.transfers.rules.transfer_life import TRANSFERS

LISTS = {
    one
    for module in (codes, deadlines, handover, minimum, parties, placement, standards)
    for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, Coded) and one is not Coded
}


@pytest.mark.parametrize("codes_of", sorted(LISTS, key=lambda one: one.__name__))
def test_every_code_has_a_word_of_its_own(codes_of: type[Coded]) -> None:
    assert len({str(code.label) for code in codes_of}) == len(codes_of)
    assert all(codes_of(code.value) is code and str(code.label) for code in codes_of)


# Design §6, once more: word → shape and tone.
DESIGN = {
    "已提交": ("ring", "go"), "已接收审核": ("half", "go"), "已受理": ("half", "go"), "已预约床位": ("half", "go"),
    "已排期": ("half", "go"), "退回补充": ("dia", "mind"), "候床": ("clock", "mind"), "转派": ("go", "mind"),
    "转运中": ("go", "go"), "已到达": ("full", "go"), "已收治": ("done", "go"), "结案": ("done", ""),
    "不予受理": ("x", ""), "已撤回": ("x", ""), "已过期": ("x", ""), "未到达": ("x", ""), "途中中止": ("x", ""),
    "到达未收": ("x", ""), "转运前离世": ("done", ""), "途中离世": ("done", ""), "已解除": ("dash", ""),
}  # fmt: skip


def test_states_look_as_designed() -> None:
    assert {str(one.word): (one.icon, one.tone) for one in REQUEST_FACES.values()} == DESIGN
    for status, one in TRANSFER_FACES.items():
        assert str(one.word) == str(status.label)
        assert DESIGN.get(str(one.word), (one.icon, one.tone)) == (one.icon, one.tone)
    assert (TRANSFER_FACES[TransferStatus.DRAFT].icon, TRANSFER_FACES[TransferStatus.DRAFT].tone) == ("ring", "")
    assert (OVERDUE.icon, OVERDUE.tone) == ("tri", "hot")


def test_a_death_is_never_a_warning_and_never_a_cross() -> None:
    for status in (RequestStatus.DIED_WAITING, RequestStatus.DIED_IN_TRANSIT):
        assert face(status).tone == ""
        assert face(status).icon == "done"
        assert "死" not in str(face(status).word)


LIVES: list[Any] = [REQUESTS, TRANSFERS]


@pytest.mark.parametrize("life", LIVES)
def test_the_drawing_has_every_state_once_and_every_step(life: Life[Any, Any]) -> None:
    drawing = draw(life)
    statuses = type(life.start)
    assert [node.code for node in drawing.nodes] == [status.value for status in statuses]
    assert sum(node.starts for node in drawing.nodes) == 1
    assert {node.code for node in drawing.nodes if node.ends} == {status.value for status in life.ends()}
    drawn = {(edge.source, edge.target, str(edge.action)) for edge in drawing.edges}
    assert drawn == {
        (status.value, life.next_status(status, action, route).value, str(action.label))
        for status in statuses
        for route in Route
        for action in life.actions(status, route)
    }
    assert all(edge.who for edge in drawing.edges)


def test_an_edge_says_who_when_and_on_which_way() -> None:
    (hold,) = [one for one in draw(REQUESTS).edges if (one.source, one.target) == ("ACCEPTED", "BED_HELD")]
    assert (str(hold.action), hold.who, str(hold.only)) == (
        "预约床位",
        "接收方对接专人、接收方医师、护士长",
        "转入床位",
    )
    assert [str(need) for need in hold.needs] == ["有可用的床位或号源"]
    (opened,) = [one for one in draw(REQUESTS).edges if (one.source, one.target) == ("SUBMITTED", "RECEIVED")]
    assert (opened.only, opened.reason) == (None, False)


def test_depth_is_the_fewest_steps_from_the_start() -> None:
    depth = {node.code: node.depth for node in draw(REQUESTS).nodes}
    assert [depth[one] for one in ("SUBMITTED", "RECEIVED", "WAITLISTED", "BED_HELD", "SCHEDULED", "CLOSED")] == [
        0, 1, 2, 3, 3, 5,
    ]  # fmt: skip
    assert all(depth[edge.target] <= depth[edge.source] + 1 for edge in draw(REQUESTS).edges)
