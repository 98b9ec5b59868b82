"""The handover as two people meet it at the bedside: each signs its own, nothing of either is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from hospice.access.permissions import Role
from hospice.accounts.models import User
from hospice.audit.models import AuditEvent
from hospice.core.clock import now, today
from hospice.core.db import db, unit_of_work
from hospice.core.errors import Conflict, Refused
from hospice.patients.rules.wishes import Setting
from hospice.transfers.models import HandoverRecord, Request
from hospice.transfers.queries.handover import as_rules, handover_of
from hospice.transfers.rules.codes import RequestStatus, Side
from hospice.transfers.rules.handover import BY_TWO_PERSONS, HandoverItem, gaps, signed_by_both
from hospice.transfers.rules.steps import StepNotAllowed
from hospice.transfers.services import amending, answering, handing, moving
from hospice.transfers.services.amending import TypedNeed, WrittenMeanwhile, mark
from tests.cases import House, a_house, a_patient, handed_over, received
from tests.factories import a_user
from tests.pages import Page, Visitor

Visit = Callable[[User], Visitor]
I, ORIGIN, DESTINATION = HandoverItem, Side.ORIGIN, Side.DESTINATION  # noqa: E741 - items of one list


@pytest.fixture
def sender(session: Session) -> House:
    return a_house("331102")


@pytest.fixture
def ward(session: Session) -> House:
    return a_house(beds=1)


def arrived(sender: House, ward: House, **values: Any) -> Request:
    """A patient who has come to the ward and is not taken in yet."""
    patient = values.pop("patient", None) or a_patient(sender, name="周建国")
    [request] = received(sender, ward, patient=patient, **values)
    with unit_of_work() as session:
        answering.accept(session, request, by=ward.manager)
        at = now() + timedelta(hours=2)
        if not answering.agree(session, request, at, by=ward.liaison):
            answering.agree(session, request, at, by=sender.liaison)
    with unit_of_work() as session:
        moving.depart(session, request, by=sender.liaison)
        moving.arrive(session, request, by=ward.liaison)
    return request


@pytest.fixture
def request_(sender: House, ward: House) -> Request:
    return arrived(sender, ward)


def sign(person: Visitor, request: Request, item: str, side: Side, **typed: str) -> Page:
    return person.post("handovers.sign", {"item": item, "side": side.value, **typed}, key=request.key)


def told(session: Session, request: Request) -> Any:
    session.expire_all()
    record = handover_of(session, request.id)
    assert record is not None
    return as_rules(record)


def first_rows(page: Page) -> list[str]:
    return [row[0] for row in page.rows()]


class TestSigning:
    def test_what_is_signed_by_both_comes_last_and_the_strip_counts_it(
        self, session: Session, request_: Request, sender: House, ward: House, visitor_as: Visit
    ):
        home, there = visitor_as(sender.clinician), visitor_as(ward.clinician)
        for person, side in ((home, ORIGIN), (there, DESTINATION)):
            for item in (I.IDENTITY, I.CONSENT_FORMS):
                assert sign(person, request_, item, side).status == 303
        page = home.get("handovers.detail", key=request_.key)
        assert page.title.startswith("交接：周**，女，")
        assert "周建国" not in page.html
        assert first_rows(page)[-2:] == [I.IDENTITY.label, I.CONSENT_FORMS.label]
        assert 'role="img" aria-label="14项中2项双方已签"' in page.html
        assert "2 / 14 项双方已签" in page.text
        assert sender.clinician.name in page.text
        assert ward.clinician.name in page.text

    def test_each_side_has_buttons_for_its_own_items_only(
        self, request_: Request, sender: House, ward: House, visitor_as: Visit
    ):
        for person, side in ((sender.liaison, ORIGIN), (ward.liaison, DESTINATION)):
            page = visitor_as(person).get("handovers.detail", key=request_.key)
            found = {element.get("value") for element in page.all("input", name="side")}
            assert found == {side.value}
            assert len(page.all("input", name="undone")) == 14

    def test_nobody_signs_for_the_other_side(
        self, session: Session, request_: Request, sender: House, ward: House, visitor_as: Visit
    ):
        page = sign(visitor_as(sender.clinician), request_, I.IDENTITY, DESTINATION)
        assert page.status == 409
        assert "请由接收方的人员签字" in page.text
        assert signed_by_both(as_rules(handover_of(session, request_.id) or HandoverRecord())) == (0, 14)

    def test_after_signing_the_page_stands_at_the_next_item_to_sign(
        self, request_: Request, sender: House, ward: House, visitor_as: Visit
    ):
        home = visitor_as(sender.clinician)
        page = sign(home, request_, I.IDENTITY, ORIGIN)
        assert page.response.headers["Location"].endswith("/handover#item-CONSENT_FORMS")
        page = sign(home, request_, I.TRANSPORT, ORIGIN)
        assert page.response.headers["Location"].endswith("#item-CONSENT_FORMS")

    def test_controlled_drugs_name_the_second_person(
        self, session: Session, request_: Request, sender: House, visitor_as: Visit
    ):
        home = visitor_as(sender.clinician)
        for witness in ("", "  ", sender.clinician.name):
            page = sign(home, request_, I.CONTROLLED_DRUGS, ORIGIN, witness=witness)
            assert page.status == 422
            assert page.all("p", class_="err")
        assert sign(home, request_, I.CONTROLLED_DRUGS, ORIGIN, witness="叶敏").status == 303
        assert told(session, request_).entries[I.CONTROLLED_DRUGS].signatures[ORIGIN].witness == "叶敏"

    def test_what_was_not_done_needs_a_reason_and_a_later_signature_says_that_it_was(
        self, session: Session, request_: Request, sender: House, visitor_as: Visit
    ):
        home = visitor_as(sender.clinician)
        page = sign(home, request_, I.BELONGINGS, ORIGIN, undone="1", not_done=" ")
        assert page.status == 422
        assert "请写明没有做的原因" in page.text
        assert sign(home, request_, I.BELONGINGS, ORIGIN, undone="1", not_done="没有随身物品").status == 303
        page = home.get("handovers.detail", key=request_.key)
        assert "未做：没有随身物品" in page.text
        assert told(session, request_).entries[I.BELONGINGS].not_done == "没有随身物品"
        sign(home, request_, I.BELONGINGS, ORIGIN)
        assert told(session, request_).entries[I.BELONGINGS].not_done == ""

    def test_all_that_is_left_is_signed_at_once_but_drugs_without_a_second_person(
        self, session: Session, request_: Request, sender: House, ward: House, visitor_as: Visit
    ):
        home = visitor_as(sender.clinician)
        sign(home, request_, I.BELONGINGS, ORIGIN, undone="1", not_done="没有随身物品")
        assert sign(home, request_, "ALL", ORIGIN).status == 303
        assert "已签12项" in home.follow().text
        entries = told(session, request_).entries
        assert ORIGIN not in getattr(entries.get(I.CONTROLLED_DRUGS), "signatures", {})
        assert ORIGIN not in entries[I.BELONGINGS].signatures
        sign(home, request_, "ALL", ORIGIN, witness="叶敏")
        assert told(session, request_).entries[I.CONTROLLED_DRUGS].signatures[ORIGIN].witness == "叶敏"

    def test_what_a_colleague_signed_is_not_signed_over(
        self, session: Session, request_: Request, sender: House, visitor_as: Visit
    ):
        sign(visitor_as(sender.clinician), request_, I.SKIN, ORIGIN)
        page = sign(visitor_as(sender.liaison), request_, I.SKIN, ORIGIN)
        assert page.status == 422
        assert sender.clinician.name in page.text
        sign(visitor_as(sender.liaison), request_, "ALL", ORIGIN)
        entries = told(session, request_).entries
        assert entries[I.SKIN].signatures[ORIGIN].by == sender.clinician.name
        assert entries[I.ISOLATION].signatures[ORIGIN].by == sender.liaison.name

    @pytest.mark.parametrize("typed", [{"item": "NONE"}, {"side": "SYSTEM"}, {"witness": "长" * 51}])
    def test_what_no_page_of_ours_sends_is_refused(
        self, request_: Request, sender: House, visitor_as: Visit, typed: dict[str, str]
    ):
        said = {"item": I.SKIN.value, "side": "ORIGIN", **typed}
        assert visitor_as(sender.clinician).post("handovers.sign", said, key=request_.key).status == 422


class TestWriting:
    def test_the_four_domains_are_kept_and_typed_text_is_not_lost(
        self, session: Session, request_: Request, sender: House, visitor_as: Visit
    ):
        home = visitor_as(sender.clinician)
        said = {"body": "右胸痛\r\n夜里咳", "mind": "平静", "social": "", "meaning": "字" * 1001}
        seen = {f"seen_{name}": mark("") for name in ("body", "mind", "social", "meaning")}
        page = home.post("handovers.domains", {**said, **seen}, key=request_.key)
        assert page.status == 422
        assert "最多1000个字" in page.text
        assert "字" * 1001 in page.html
        page = home.post("handovers.domains", {**said, **seen, "meaning": "想回老屋看看"}, key=request_.key)
        assert page.response.headers["Location"].endswith("#domains")
        assert told(session, request_).domains[next(iter(told(session, request_).domains))] == "右胸痛\n夜里咳"
        page = home.follow()
        assert "“社会”还没有填写" in page.text
        assert "“心理”还没有填写" not in page.text

    def test_two_people_writing_at_once_are_both_kept(
        self, session: Session, request_: Request, sender: House, ward: House, visitor_as: Visit
    ):
        blank = {f"seen_{name}": mark("") for name in ("body", "mind", "social", "meaning")}
        nothing = {"body": "", "mind": "", "social": "", "meaning": ""}
        visitor_as(sender.clinician).post("handovers.domains", {**nothing, **blank, "body": "稳定"}, key=request_.key)
        page = visitor_as(ward.clinician).post(
            "handovers.domains", {**nothing, **blank, "mind": "平静"}, key=request_.key
        )
        assert page.status == 303
        record = handover_of(session, request_.id)
        assert record is not None
        session.refresh(record)
        assert (record.body, record.mind) == ("稳定", "平静")

    def test_the_same_thing_written_twice_shows_both(
        self, session: Session, request_: Request, sender: House, ward: House, visitor_as: Visit
    ):
        blank = {f"seen_{name}": mark("") for name in ("body", "mind", "social", "meaning")}
        nothing = {"body": "", "mind": "", "social": "", "meaning": ""}
        visitor_as(sender.clinician).post("handovers.domains", {**nothing, **blank, "body": "稳定"}, key=request_.key)
        there = visitor_as(ward.clinician)
        page = there.post("handovers.domains", {**nothing, **blank, "body": "夜里痛"}, key=request_.key)
        assert page.status == 422
        assert ["身体", "稳定", "夜里痛"] in page.rows()
        again = {one.get("name"): one.get("value") for one in page.all("input", type="hidden")}
        seen = {name: value for name, value in again.items() if str(name).startswith("seen_")}
        assert there.post("handovers.domains", {**nothing, **seen, "body": "夜里痛"}, key=request_.key).status == 303
        record = handover_of(session, request_.id)
        assert record is not None
        session.refresh(record)
        assert record.body == "夜里痛"

    def test_rows_of_needs_are_added_changed_and_taken_out_without_a_script(
        self, session: Session, request_: Request, sender: House, ward: House, visitor_as: Visit
    ):
        home = visitor_as(sender.clinician)
        page = home.get("handovers.detail", key=request_.key)
        assert len([one for one in page.all("input") if str(one.get("name")).endswith("-words")]) == 3
        typed = {
            "n0-words": "复查血钾",
            "n0-owner": "周建平",
            "n0-due": "2030-11-25",
            "n1-words": "换药",
            "n2-words": "",
        }
        page = home.post("handovers.needs", typed, key=request_.key)
        assert page.response.headers["Location"].endswith("#needs")
        page = home.follow()
        assert "“换药”还没有负责人" in page.text
        hidden = {str(one.get("name")): str(one.get("value")) for one in page.all("input", type="hidden")}
        kept = {
            name: value for name, value in hidden.items() if name.startswith("n") and "-" in name and value != "None"
        }
        page = home.post("handovers.needs", {**kept, **typed, "n1-words": ""}, key=request_.key)
        assert page.status == 303
        assert [need.words for need in told(session, request_).open_needs] == ["复查血钾"]

    def test_a_row_with_an_owner_says_for_what(self, request_: Request, sender: House, visitor_as: Visit):
        page = visitor_as(sender.clinician).post(
            "handovers.needs", {"n0-words": "", "n0-owner": "林晓"}, key=request_.key
        )
        assert page.status == 422
        assert "请写明是什么事" in page.text
        assert page.control("n0-owner").get("value") == "林晓"

    def test_rows_of_two_people_are_both_kept_and_the_same_row_twice_is_not(
        self, session: Session, request_: Request, sender: House, ward: House
    ):
        for house, words in ((sender, "复查血钾"), (ward, "换药")):
            with unit_of_work():
                amending.keep_needs(session, request_, [TypedNeed(None, words, "", None)], by=house.clinician)
        record = handover_of(session, request_.id)
        assert record is not None
        first = record.needs[0]
        assert [need.words for need in record.needs] == ["复查血钾", "换药"]
        row = TypedNeed(first.id, "复查血钾和钠", "", None, amending.mark_of(first))
        with unit_of_work():
            amending.keep_needs(session, request_, [row], by=ward.clinician)
        with pytest.raises(WrittenMeanwhile), unit_of_work():
            amending.keep_needs(session, request_, [row._replace(words="复查血钠")], by=sender.clinician)
        assert told(session, request_).open_needs[0].words == "复查血钾和钠"

    def test_an_opioid_that_ends_before_the_next_prescriber_comes_is_a_warning(
        self, session: Session, request_: Request, sender: House, visitor_as: Visit
    ):
        home = visitor_as(sender.clinician)
        record = HandoverRecord(next_prescriber="", last_doses="")
        names = ("last_doses", "on_opioid", "opioid_days_left", "next_prescriber", "next_contact_on")
        seen = {f"seen_{name}": mark(getattr(record, name)) for name in names}
        said = {"on_opioid": "yes", "opioid_days_left": "3", "next_prescriber": "周建平"}
        for days, warned in ((3, False), (4, True)):
            on = (today() + timedelta(days=days)).isoformat()
            page = home.post("handovers.medicines", {**said, **seen, "next_contact_on": on}, key=request_.key)
            assert page.response.headers["Location"].endswith("#medicines")
            page = home.follow()
            assert ("药会先用完" in page.text) is warned
            hidden = {str(one.get("name")): str(one.get("value")) for one in page.all("input", type="hidden")}
            seen = {name: value for name, value in hidden.items() if name.startswith("seen_")}
        assert told(session, request_).medicines.days_left == 3
        page = home.post("handovers.medicines", {**said, **seen, "opioid_days_left": "三"}, key=request_.key)
        assert page.status == 422
        home.post("handovers.medicines", {**said, **seen, "on_opioid": "no"}, key=request_.key)
        assert list(told(session, request_).medicines) == [False, None, None, None]


class TestCompleteness:
    def test_what_is_missing_is_listed_with_links_to_where_it_is_filled_in(
        self, request_: Request, sender: House, visitor_as: Visit
    ):
        page = visitor_as(sender.clinician).get("handovers.detail", key=request_.key)
        links = page.links()
        assert links["皮肤：转出方未签"] == "#item-SKIN"
        assert links["接收方还有14项未签"] == "#items"
        assert links["“心理”还没有填写"] == "#domain-MIND"
        assert links["请写明是否使用阿片类药"] == "#medicines"
        places = {element.get("id") for element in page.tree.iter()}
        assert {link[1:] for link in links.values() if link.startswith("#")} <= places
        assert "办理收治前还差33项" in page.text

    def test_nobody_is_taken_in_before_both_sides_are_through(
        self, session: Session, request_: Request, sender: House, ward: House
    ):
        with pytest.raises(Refused, match="交接还差"), unit_of_work():
            moving.admit(session, request_, by=ward.liaison)
        handed_over(request_, sender, ward)
        with unit_of_work():
            amending.keep_needs(session, request_, [TypedNeed(None, "换药", "", None)], by=ward.liaison)
        with pytest.raises(Refused, match="换药"), unit_of_work():
            moving.admit(session, request_, by=ward.liaison)
        assert request_.status is RequestStatus.ARRIVED

    def test_after_the_admission_it_is_read_only_with_its_hash(
        self, session: Session, request_: Request, sender: House, ward: House, visitor_as: Visit
    ):
        handed_over(request_, sender, ward)
        page = visitor_as(ward.liaison).get("handovers.detail", key=request_.key)
        assert "交接已齐" in page.text
        with unit_of_work():
            moving.admit(session, request_, by=ward.liaison)
        record = handover_of(session, request_.id)
        assert record is not None
        home = visitor_as(sender.clinician)
        page = home.get("handovers.detail", key=request_.key)
        assert record.summary_hash in page.text
        assert "与现存内容不符" not in page.text
        assert not [form for form in page.all("form") if "/handover" in (form.get("action") or "")]
        assert sign(home, request_, I.SKIN, ORIGIN).status == 409
        with unit_of_work():
            session.execute(sa.update(HandoverRecord).values(body="改过"))
        assert "与现存内容不符" in home.get("handovers.detail", key=request_.key).text

    @settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.permutations([(item, side) for item in HandoverItem for side in (ORIGIN, DESTINATION)]), st.data())
    def test_in_whatever_order_it_is_signed_it_is_complete_at_the_last_signature_and_not_before(
        self, session: Session, request_: Request, sender: House, ward: House, order: list[Any], data: st.DataObject
    ):
        houses = {ORIGIN: sender, DESTINATION: ward}
        with session.begin_nested() as all_of_it:
            said = {"body": "稳定", "mind": "平静", "social": "有人陪", "meaning": "无", "on_opioid": False}
            handing.write(session, request_, said, by=sender.clinician)
            for left, (item, side) in reversed(list(enumerate(reversed(order)))):
                witness = "另一人" if item in BY_TWO_PERSONS else ""
                handing.sign(session, request_, item, side, by=houses[side].clinician, witness=witness)
                record = handover_of(session, request_.id)
                assert record is not None
                session.expire(record)
                assert len(gaps(as_rules(record))) == left
            all_of_it.rollback()
        session.expire_all()


class TestScope:
    def test_who_has_no_part_in_it_finds_nothing(
        self, request_: Request, sender: House, ward: House, visitor_as: Visit
    ):
        stranger = a_house("331102")
        for person in (stranger.clinician, a_user(Role.COUNTY_COORDINATOR, "330110")):
            assert visitor_as(person).get("handovers.detail", key=request_.key).status == 404
            assert visitor_as(person).post("handovers.sign", {"item": "ALL"}, key=request_.key).status == 404

    def test_a_coordinator_sees_how_far_it_is_and_nothing_of_the_patient(
        self, session: Session, request_: Request, sender: House, visitor_as: Visit
    ):
        with unit_of_work():
            handing.write(session, request_, {"body": "右胸痛"}, by=sender.clinician)
        coordinator = visitor_as(a_user(Role.COUNTY_COORDINATOR, "331102"))
        page = coordinator.get("handovers.detail", key=request_.key)
        assert "0 / 14 项双方已签" in page.text
        assert "右胸痛" not in page.text
        assert not page.all("input", name="side")
        assert sign(coordinator, request_, I.SKIN, ORIGIN).status == 409
        assert coordinator.get("handovers.summary", key=request_.key).status == 404

    def test_before_the_time_is_agreed_nothing_is_signed(
        self, session: Session, sender: House, ward: House, visitor_as: Visit
    ):
        [request] = received(sender, ward)
        page = visitor_as(sender.clinician).get("handovers.detail", key=request.key)
        assert "现在还不能填写交接" in page.text
        assert not page.all("input", name="side")
        with pytest.raises(StepNotAllowed), unit_of_work():
            handing.sign(session, request, I.SKIN, ORIGIN, by=sender.clinician)

    def test_one_house_on_both_sides_signs_for_each(self, session: Session, ward: House, visitor_as: Visit):
        other = a_house(unit=ward.unit)
        assert other.institution.id == ward.institution.id
        request = arrived(ward, ward, setting=Setting.WARD)
        page = visitor_as(ward.clinician).get("handovers.detail", key=request.key)
        assert {one.get("value") for one in page.all("input", name="side")} == {"ORIGIN", "DESTINATION"}

    def test_the_page_takes_few_statements_and_every_deed_leaves_a_trace(
        self, session: Session, request_: Request, sender: House, ward: House, visitor_as: Visit
    ):
        handed_over(request_, sender, ward)
        page = visitor_as(sender.clinician).get("handovers.detail", key=request_.key)
        assert page.queries <= 11
        written = sa.select(sa.func.count(AuditEvent.id)).where(AuditEvent.action == "handover_written")
        assert db.session.scalar(written) == 1 + 2 * 14

    def test_a_conflict_is_told_in_words(self):
        assert issubclass(WrittenMeanwhile, Conflict)

    def test_where_the_patient_died_on_the_way_nothing_is_asked_for(
        self, session: Session, sender: House, ward: House, request_: Request, visitor_as: Visit
    ):
        with unit_of_work():
            moving.die(session, request_, by=ward.clinician)
        page = visitor_as(ward.clinician).get("handovers.detail", key=request_.key)
        assert "不再填写交接" in page.text
        assert not page.all("input", name="side")
        assert "办理收治前还差" not in page.text
