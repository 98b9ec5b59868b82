"""Identity numbers: what is sound, what is refused and with which words, what they say of the person."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospice.core.errors import Refused
from hospice.patients.rules.codes import Sex
from hospice.patients.rules.resident_id import check_character, doubts, read, refuse_wrong_world

TODAY = date(2026, 11, 22)
LOST = "末几位已丢失"


def refusal(text: str) -> str:
    with pytest.raises(Refused) as caught:
        read(text, TODAY)
    assert caught.value.field == "id_number"
    return caught.value.message


@pytest.mark.parametrize(
    ("number", "born", "sex"),
    [
        ("11010519491231002X", date(1949, 12, 31), Sex.FEMALE),  # GB 11643, annex
        ("440524188001010014", date(1880, 1, 1), Sex.MALE),  # GB 11643, annex
    ],
)
def test_the_vectors_of_the_standard_are_sound(number: str, born: date, sex: Sex) -> None:
    resident = read(number, TODAY)
    assert (resident.number, resident.birth_date, resident.sex) == (number, born, sex)
    assert not resident.synthetic


def test_a_small_x_spaces_and_full_width_digits_are_taken_and_stored_plain() -> None:
    assert read(" 110105 19491231 002x ", TODAY).number == "11010519491231002X"
    assert read("１１０１０５１９４９１２３１００２ｘ", TODAY).number == "11010519491231002X"


def by_the_congruence(first_17: str) -> str:
    """The standard's own wording: the sum over all 18 places, weight 2^(place-1) mod 11, leaves 1."""
    for character in "0123456789X":
        digits = [int(digit) for digit in first_17] + [10 if character == "X" else int(character)]
        if sum(digit * pow(2, 17 - place, 11) for place, digit in enumerate(digits)) % 11 == 1:
            return character
    raise AssertionError


@given(st.text("0123456789", min_size=17, max_size=17))
def test_the_check_character_is_the_one_of_the_congruence(first_17: str) -> None:
    assert check_character(first_17) == by_the_congruence(first_17)


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_is_never_sound(born: date, order: int, place: int, wrong: str) -> None:
    first = f"999999{born:%Y%m%d}{order:03}"
    number = first + check_character(first)
    assert read(number, TODAY).birth_date == born
    spoilt = number[:place] + wrong + number[place + 1 :]
    if spoilt != number:
        refusal(spoilt)


def test_a_wrong_check_character_is_named_beside_the_right_one() -> None:
    assert "应为“X”，您填的是“8”" in refusal("110105194912310028")


def test_an_old_number_of_15_digits_gets_help() -> None:
    assert "18位" in refusal("110105491231002")


@pytest.mark.parametrize("mangled", ["1.10105E+17", "1.10105194912310e+17", "3E17", "110105194912310000",
                                     "110105194912310020.0"])  # fmt: skip
def test_a_number_that_a_spreadsheet_made_is_recognised(mangled: str) -> None:
    assert LOST in refusal(mangled)


def test_a_sound_number_that_ends_in_noughts_is_not_taken_for_a_mangled_one() -> None:
    first = next(
        f"999999{1940 + year}0101100" for year in range(60) if check_character(f"999999{1940 + year}0101100") == "0"
    )
    assert read(first + "0", TODAY).number == first + "0"


@pytest.mark.parametrize("day", ["20230229", "19491301", "20261123", "18000101"])
def test_an_impossible_birth_date_is_refused(day: str) -> None:
    first = f"999999{day}001"
    assert "出生日期" in refusal(first + check_character(first))


@pytest.mark.parametrize("text", ["", "abc", "11010519491231002", "X1010519491231002X", "٣١٠١٠٥١٩٤٩١٢٣١٠٠٢٥"])
def test_other_text_is_refused(text: str) -> None:
    refusal(text)


def test_differing_birth_date_and_sex_are_a_question_and_no_refusal() -> None:
    resident = read("11010519491231002X", TODAY)
    assert doubts(resident, date(1949, 12, 31), Sex.FEMALE) == []
    assert doubts(resident, None, Sex.NOT_STATED) == []
    born, sex = doubts(resident, date(1949, 12, 13), Sex.MALE)
    assert "1949-12-13" in str(born)
    assert "“男”" in str(sex)


def test_made_up_people_stay_in_the_demonstration_and_real_ones_out_of_it() -> None:
    real = read("11010519491231002X", TODAY)
    first = "99999919400101001"
    synthetic = read(first + check_character(first), TODAY)
    assert synthetic.synthetic
    refuse_wrong_world(real, demonstration=False)
    refuse_wrong_world(synthetic, demonstration=True)
    for resident, demonstration in ((real, True), (synthetic, False)):
        with pytest.raises(Refused):
            refuse_wrong_world(resident, demonstration=demonstration)
