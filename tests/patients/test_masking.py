"""How much of a person lists, exports and logs show, and what telephone numbers look like."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospice.core.errors import Refused
from hospice.patients.rules import contact, masking


@pytest.mark.parametrize(
    ("full", "shown"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳修", "欧阳*"),
        ("欧阳修远", "欧阳**"),
        ("上官婉儿", "上官**"),
        ("欧阳", "欧*"),  # 阳 is then the given name
        ("阿卜杜拉·买买提", "阿**"),
        (" 李四 ", "李*"),
        ("王", "王"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_surname(full: str, shown: str) -> None:
    assert masking.name(full) == shown


@given(st.text("张王李欧阳上官司马明华·ABCdef", min_size=1, max_size=20))
def test_a_masked_name_never_shows_more_than_a_surname(full: str) -> None:
    kept = masking.name(full).rstrip("*")
    assert full.startswith(kept)
    assert len(kept) <= 1 or kept in masking.COMPOUND_SURNAMES
    assert len(masking.name(full)) <= 4


def test_numbers_keep_their_ends_only() -> None:
    assert masking.resident_number("33010219400101001X") == "330***********001X"
    assert masking.document_number("E12345678") == "*****5678"
    assert masking.document_number("E1234567") == "********"
    assert masking.phone("13812345678") == "138****5678"
    assert masking.phone("0578-2026120") == "0578-***-6120"
    assert masking.phone("0578-2026120-12") == "0578-***-6120"
    assert masking.account_number("6222020200012341234") == "****1234"
    assert masking.account_number("1234") == "****"


@given(st.text("0123456789X", max_size=30))
def test_no_number_shows_half_of_itself(number: str) -> None:
    for shown in (masking.document_number(number), masking.resident_number(number)):
        assert len(shown) == len(number)
        assert 2 * sum(character != "*" for character in shown) < max(len(number), 1)


def test_an_address_ends_before_the_township_has_a_name() -> None:
    assert masking.address("杭州市", "西湖区", "西溪街道") == "杭州市西湖区**街道"
    assert masking.address("丽水市", "龙泉市", "八都镇") == "丽水市龙泉市**镇"
    assert masking.address("丽水市", "景宁畲族自治县", "东弄乡") == "丽水市景宁畲族自治县**乡"
    assert masking.address("丽水市", "龙泉市", "开发区") == "丽水市龙泉市**"


def test_a_birth_date_shows_its_year() -> None:
    assert masking.birth_year(date(1940, 3, 8)) == "1940年"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("13812345678", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("0571-87654321", "0571-87654321"),
        ("057187654321", "0571-87654321"),
        ("0578-2026120-801", "0578-2026120-801"),
        ("１３８１２３４５６７８", "13812345678"),
    ],
)
def test_telephone_numbers_are_stored_in_one_shape(typed: str, stored: str) -> None:
    assert contact.phone(typed) == stored


@pytest.mark.parametrize("typed", ["12812345678", "1381234567", "87654321", "", "abc", "1381234567890"])
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="请填写11位手机号"):
        contact.phone(typed)


@pytest.mark.parametrize("typed", ["1.38E+10", "13812345678.0"])
def test_a_telephone_number_made_by_a_spreadsheet_is_recognised(typed: str) -> None:
    with pytest.raises(Refused, match="末几位已丢失"):
        contact.phone(typed)


def test_other_documents_are_checked_for_their_shape_only() -> None:
    assert contact.document_number(" e1234567 ") == "E1234567"
    for typed in ("12", "a" * 31, "x;y'z--", "1.2E+8"):
        with pytest.raises(Refused):
            contact.document_number(typed)
