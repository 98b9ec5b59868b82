"""Registering and changing an institution through its pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from hospice.access.permissions import Role
from hospice.audit.models import AuditEvent
from hospice.core.clock import today
from hospice.core.db import db
from hospice.facilities.models import Finding, Institution, InstitutionRecord, Revision
from hospice.facilities.rules.codes import Grade, InstitutionKind

from ..factories import a_region, an_institution

TYPED = {
    "name": "龙泉市中医医院", "credit_code": "123311810000000188", "kind": "TCM", "level": "COUNTY", "grade": "2",
    "ownership": "PUBLIC", "county": "331181", "township": "331181001", "address": "贤良路315号",
    "licence_no": "PDY1234-5", "licence_from": "2024-07-01", "licence_to": "2029-06-30", "duty_phone": "0578-7123456",
    "grade_class": "A", "profit": "NONPROFIT", "state": "ACTIVE", "own_licence": "y", "datum": "wgs84", "host": "",
    "licensor_level": "COUNTY", "valid_from": "2024-07-01", "lon": "", "lat": "",
}  # fmt: skip
RIGHT_CODE = "12331181000000018Y"


def typed(**values):
    return {**TYPED, "credit_code": RIGHT_CODE, **values}


def counts():
    models = (Institution, InstitutionRecord, AuditEvent)
    revision = db.session.scalar(sa.select(sa.func.sum(Revision.number)))
    return [db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in models] + [revision]


def record():
    db.session.expire_all()
    return db.session.scalars(sa.select(InstitutionRecord).order_by(InstitutionRecord.id.desc())).first()


def test_a_coordinator_registers_a_hospital_and_it_waits_for_the_commission(client_for):
    coordinator = client_for()
    assert coordinator.get("institutions.new").status == 200
    answer = coordinator.post("institutions.create", typed())
    assert answer.status == 303
    told = record()
    assert told.is_pending
    assert (told.kind, told.grade, told.valid_from) == (InstitutionKind.TCM, Grade.TWO, date(2024, 7, 1))
    assert told.recorded_by_id == coordinator.user.id
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "institution_registered")).one()
    assert (event.actor_id, event.region_id) == (coordinator.user.id, told.region_id)


def test_the_address_is_found_offline_and_the_page_says_how_exact_that_is(client_for):
    coordinator = client_for()
    coordinator.post("institutions.create", typed(township="", address="小梅镇贤良路315号"))
    told = record()
    assert told.accuracy_m == 3000
    assert "小梅镇" in told.point_source
    assert abs(told.lon - a_region("331181102").lon) < 1e-4


def test_looking_an_address_up_stores_nothing_and_shows_what_was_found(client_for):
    before = counts()
    page = client_for().post("institutions.create", {"county": "331181", "address": "龙渊街道1号", "find": "1"})
    assert page.status == 200
    assert "龙渊街道，已找到" in page.text
    assert page.control("address").get("value") == "龙渊街道1号"
    assert counts() == before


def test_coordinates_of_another_datum_are_converted_on_entry(client_for):
    client_for().post("institutions.create", typed(lon="119.1420", lat="28.0743", datum="gcj02"))
    told = record()
    assert 0.003 < 119.1420 - told.lon < 0.006
    assert "GCJ-02" in told.point_source


def test_a_point_outside_its_county_is_questioned_and_kept_when_it_is_true(client_for):
    coordinator, before = client_for(), counts()
    elsewhere = typed(lon="120.1536", lat="30.2650")
    page = coordinator.post("institutions.create", elsewhere)
    assert page.status == 422
    assert "境内，离龙泉市界约" in page.text
    assert counts() == before
    assert coordinator.post("institutions.create", elsewhere | {"place_true": "y"}).status == 303
    told = record()
    assert (told.lon, told.lat) == (120.1536, 30.265)
    found = db.session.scalars(sa.select(Finding).where(Finding.institution_id == told.institution_id)).all()
    assert [row.code for row in found] == ["POINT_OUTSIDE"]


def test_the_last_character_that_a_credit_code_should_have_stands_in_the_sentence(client_for):
    page = client_for().post("institutions.create", typed(credit_code="123311810000000188"))
    assert page.status == 422
    assert "请再核对证照：按前17位推算，最后一位应为“Y”，您填的是“8”。" in page.text
    assert page.control("credit_code").get("value") == "123311810000000188"
    assert page.control("credit_code").get("aria-invalid") == "true"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "请填写。"),
        ("name", "长" * 101, "最多100个字，您填了101个。"),
        ("name", "长" * 100_000, "最多100个字"),
        ("kind", "", "请填写。"),
        ("kind", "DROP TABLE", "kind"),
        ("grade", "9", "grade"),
        ("county", "331126", "county"),
        ("county", "' OR 1=1", "county"),
        ("township", "331126001", "township"),
        ("host", "00000000-0000-0000-0000-000000000000", "host"),
        ("licence_no", "X" * 23, "登记号最多22位"),
        ("licence_no", "登记号", "登记号最多22位"),
        ("licence_to", "2024-06-30", "止日（2024年6月30日）早于起日（2024年7月1日）"),
        ("licence_to", "2026-02-30", "请按年-月-日填写"),
        ("licence_to", "99999-01-01", "请按年-月-日填写"),
        ("licence_from", "1066-10-14", "日期应在1900年到2100年之间。"),
        ("licence_checked_on", "2099-01-01", "最近校验日期还没有到。"),
        ("licensed_beds", "-1", "请填0到20000之间的整数。"),
        ("licensed_beds", "9" * 400, "请填0到20000之间的整数。"),
        ("licensed_beds", "十二", "请填0到20000之间的整数。"),
        ("licensed_subjects", "99", "licensed_subjects"),
        ("duty_phone", "", "没有24小时电话，病区不能公开接收转介。"),
        ("duty_phone", "call me", "请填电话号码"),
        ("credit_code", "1", "您填了1位"),
        ("credit_code", "1.23312E+17", "位"),
        ("credit_code", "IOSVZ1810000000188", "有不该出现的字符"),
        ("lon", "nan", "请填73到136之间的度数"),
        ("lat", "1e999", "请填3到54之间的度数"),
        ("lon", "119.14", "经度和纬度要一起填"),
        ("datum", "mars", "datum"),
        ("valid_from", "", "请填写。"),
        ("valid_from", "2099-01-01", "这一天还没有到。"),
        ("own_licence", None, "没有独立许可证的，请选所属的机构。"),
    ],
)
def test_bad_input_gets_a_sentence_beside_its_field_and_nothing_is_stored(client_for, field, value, sentence):
    coordinator, before = client_for(), counts()
    page = coordinator.post("institutions.create", typed(**{field: value}))
    assert page.status == 422
    assert counts() == before
    if sentence.isascii():
        assert page.all("p", id=f"{sentence}-e"), page.text[:600]
    else:
        assert sentence in page.text
    assert page.control("address").get("value") == TYPED["address"]


def test_a_post_of_nothing_or_of_other_things_is_answered_with_sentences(client_for):
    coordinator = client_for()
    assert coordinator.post("institutions.create", {}).status == 422
    assert coordinator.post("institutions.create", {"name": "\x00", "seen": "9" * 99}).status == 422
    assert coordinator.post("institutions.create", typed(name="龙泉\x00医院")).status in (303, 422)


@pytest.mark.parametrize(
    ("field", "value"), [("licence_no", "PDY1234-5"), ("credit_code", RIGHT_CODE), ("name", "龙泉市中医医院")]
)
def test_what_is_registered_already_is_not_registered_again(client_for, field, value):
    told = {"licence_no": "OTHER-1", "credit_code": None, "name": "别的医院", field: value}
    an_institution(**told)
    page = client_for().post("institutions.create", typed())
    assert page.status == 422
    assert "已登记在" in page.text
    assert page.all("p", id=f"{field}-e")


def test_an_institution_in_another_county_is_not_named_when_its_licence_is_typed_again(client_for):
    an_institution("331126", name="庆元秘密医院", licence_no="PDY1234-5")
    page = client_for().post("institutions.create", typed())
    assert "庆元秘密医院" not in page.text
    assert "另一个县（市、区）的机构" in page.text


def test_a_branch_may_share_the_credit_code_of_its_host(client_for):
    host = an_institution(credit_code=RIGHT_CODE, name="总院")
    answer = client_for().post("institutions.create", typed(host=str(host.key)))
    assert answer.status == 303


def test_odd_but_possible_codes_are_said_after_saving(client_for):
    coordinator = client_for()
    coordinator.post("institutions.create", typed())
    text = coordinator.follow().text
    assert "第9到17位（组织机构代码）的校验位不符" in text


def test_only_those_who_may_edit_reach_the_form(client_for):
    for role in (Role.COUNTY_OFFICER, Role.EVALUATOR, Role.CLINICIAN, Role.PROVINCE_OFFICER):
        assert client_for(role).get("institutions.new").status == 403


def test_an_institution_of_another_county_is_not_found(client_for):
    elsewhere = an_institution("331126")
    coordinator = client_for()
    for endpoint in ("institutions.edit", "institutions.detail"):
        assert coordinator.get(endpoint, key=elsewhere.key).status == 404
    assert coordinator.post("institutions.change", typed(), key=elsewhere.key).status == 404


def form_of(page):
    """What the page's form would post as it stands."""
    sent = {}
    for tag in ("input", "select", "textarea"):
        for control in page.all(tag):
            name = control.get("name")
            if not name or name in ("q", "find", "csrf_token"):
                continue
            if tag == "select":
                chosen = [option for option in control.iter("option") if option.get("selected") is not None]
                sent[name] = (chosen or [next(control.iter("option"))])[0].get("value")
            elif control.get("type") != "checkbox" or control.get("checked") is not None:
                sent[name] = control.get("value") or ""
    return sent


def test_a_telephone_changes_at_once_and_a_grade_waits(client_for):
    hospital = an_institution(name="龙泉医院", phone="0578-1111111")
    coordinator = client_for()
    sent = form_of(coordinator.get("institutions.edit", key=hospital.key))
    sent |= {"duty_phone": "0578-2222222", "grade": "3", "valid_from": today().isoformat()}
    assert coordinator.post("institutions.change", sent, key=hospital.key).status == 303
    db.session.expire_all()
    rows = db.session.scalars(
        sa.select(InstitutionRecord).where(
            InstitutionRecord.institution_id == hospital.id, InstitutionRecord.superseded_at.is_(None)
        )
    ).all()
    counted = {row.valid_from: (row.grade, row.duty_phone) for row in rows if not row.is_pending}
    assert counted == {date(2020, 1, 1): (Grade.TWO, ""), today(): (Grade.TWO, "0578-2222222")}
    (waiting,) = [row for row in rows if row.is_pending]
    assert (waiting.grade, waiting.duty_phone) == (Grade.THREE, "0578-2222222")


def test_an_immediate_change_cannot_reach_back_before_the_confirmed_record(client_for):
    hospital = an_institution(name="龙泉医院", valid_from=date(2024, 1, 1))
    coordinator = client_for()
    sent = form_of(coordinator.get("institutions.edit", key=hospital.key))
    sent |= {"duty_phone": "0578-2222222", "valid_from": "2021-01-01"}
    coordinator.post("institutions.change", sent, key=hospital.key)
    first = db.session.scalar(
        sa.select(sa.func.min(InstitutionRecord.valid_from)).where(InstitutionRecord.superseded_at.is_(None))
    )
    assert first == date(2024, 1, 1)


def test_whoever_comes_second_sees_both_values_and_overwrites_nothing(client_for):
    hospital = an_institution(name="龙泉医院", duty_phone="0578-1111111")
    first, second = client_for(), client_for()
    sent = form_of(first.get("institutions.edit", key=hospital.key))
    assert first.post("institutions.change", sent | {"duty_phone": "0578-2222222"}, key=hospital.key).status == 303
    before = counts()
    page = second.post("institutions.change", sent | {"duty_phone": "0578-3333333"}, key=hospital.key)
    assert page.status == 409
    assert "有人刚刚改过这条资料。您的修改没有覆盖对方。" in page.text
    assert ["24小时电话", "0578-2222222", "0578-3333333"] in page.rows()
    assert counts() == before
    again = form_of(page)
    assert again["duty_phone"] == "0578-3333333"
    assert second.post("institutions.change", again, key=hospital.key).status == 303


def test_saving_without_a_change_is_answered_with_what_to_do_instead(client_for):
    hospital = an_institution(name="龙泉医院", duty_phone="0578-1111111")
    coordinator, before = client_for(), counts()
    sent = form_of(coordinator.get("institutions.edit", key=hospital.key))
    page = coordinator.post("institutions.change", sent, key=hospital.key)
    assert page.status == 422
    assert "您没有改动任何一项" in page.text
    assert counts() == before


def test_old_names_still_find_an_institution_after_it_was_renamed(client_for):
    hospital = an_institution(name="龙泉老医院", duty_phone="0578-1111111")
    coordinator = client_for()
    sent = form_of(coordinator.get("institutions.edit", key=hospital.key)) | {"name": "龙泉新医院"}
    coordinator.post("institutions.change", sent, key=hospital.key)
    for words in ("老医院", "lqlyy", "新医院", "lqxyy"):
        assert "龙泉新医院" in coordinator.get("institutions.index", q=words).text


def test_a_date_typed_in_the_chinese_way_is_understood(client_for):
    client_for().post("institutions.create", typed(licence_to="2029年6月30日", licence_from="2024/7/1"))
    assert record().licence_to == date(2029, 6, 30)
    assert record().licence_to - record().licence_from > timedelta(days=1800)
