"""Check digits of domain §2.2, with their vectors, and the mistakes that they catch."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hospice.facilities.rules.identifiers import (
    CREDIT_ALPHABET,
    CREDIT_WEIGHTS,
    credit_check_character,
    credit_code_has_its_shape,
    credit_code_is_sound,
    licence_number_has_its_shape,
    organisation_check_character,
    organisation_code_is_sound,
    organisation_code_within,
    registering_division,
)

DIGITS_AND_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
HEADS = st.builds(
    lambda start, division, rest: start + division + rest,
    st.text(CREDIT_ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(CREDIT_ALPHABET, min_size=9, max_size=9),
)


def test_the_vector_of_the_credit_code():
    assert credit_check_character("91350100M000100Y4") == "3"
    assert credit_code_is_sound("91350100M000100Y43")


def test_the_weights_are_powers_of_three():
    assert tuple(pow(3, place, 31) for place in range(17)) == CREDIT_WEIGHTS


@given(HEADS)
def test_the_worked_out_character_makes_a_sound_code(head):
    assert credit_code_is_sound(head + credit_check_character(head))


@given(HEADS, st.integers(0, 17), st.sampled_from(CREDIT_ALPHABET))
def test_any_one_changed_character_is_caught(head, place, character):
    code = head + credit_check_character(head)
    assume(code[place] != character)
    assert not credit_code_is_sound(code[:place] + character + code[place + 1 :])


@given(HEADS, st.integers(0, 15))
def test_two_neighbours_that_changed_places_are_caught(head, place):
    code = head + credit_check_character(head)
    assume(code[place] != code[place + 1])
    assert not credit_code_is_sound(code[:place] + code[place + 1] + code[place] + code[place + 2 :])


@pytest.mark.parametrize(
    "code",
    [
        "",
        "91350100M000100Y4",
        "91350100M000100Y433",
        "9135010OM000100Y43",
        "91350100m000100y43",
        "91350100M000100Y4I",
        "９1350100M000100Y43",
    ],
)
def test_a_wrong_shape_is_told_before_any_sum(code):
    assert not credit_code_has_its_shape(code)
    assert not credit_code_is_sound(code)


@pytest.mark.parametrize("head", ["", "91350100M000100Y", "91350100M000100YI", "91350100M000100Y43"])
def test_no_check_character_without_seventeen_good_ones(head):
    with pytest.raises(ValueError, match="17"):
        credit_check_character(head)


def test_a_credit_code_carries_division_and_organisation_code():
    assert registering_division("91350100M000100Y43") == "350100"
    assert organisation_code_within("91350100M000100Y43") == "M000100Y4"
    assert organisation_code_is_sound("M000100Y4")


def test_the_vector_of_the_organisation_code():
    assert organisation_check_character("00248236") == "5"
    assert organisation_code_is_sound("002482365")
    assert organisation_code_is_sound("00248236-5")


def test_the_two_odd_check_characters():
    heads = [f"{number:08}" for number in range(200)]
    assert {"0", "X"} <= {organisation_check_character(head) for head in heads}
    assert all(organisation_code_is_sound(head + organisation_check_character(head)) for head in heads)


@given(st.text("0123456789", min_size=8, max_size=8), st.integers(0, 7), st.sampled_from("0123456789"))
def test_any_one_changed_digit_of_an_organisation_code_is_caught(head, place, digit):
    assume(head[place] != digit)
    changed = head[:place] + digit + head[place + 1 :]
    assert not organisation_code_is_sound(changed + organisation_check_character(head))


@given(st.text(DIGITS_AND_LETTERS, min_size=8, max_size=8), st.integers(0, 7), st.sampled_from(DIGITS_AND_LETTERS))
def test_a_changed_letter_is_caught_unless_it_is_worth_the_same_modulo_eleven(head, place, character):
    assume((int(head[place], 36) - int(character, 36)) % 11 != 0)
    changed = head[:place] + character + head[place + 1 :]
    assert not organisation_code_is_sound(changed + organisation_check_character(head))


@pytest.mark.parametrize("code", ["", "00248236", "0024823-65", "00248236--5", "0024823a5", "00248236A"])
def test_a_wrong_shape_of_an_organisation_code_is_refused(code):
    assert not organisation_code_is_sound(code)


def test_no_organisation_check_character_without_eight_good_ones():
    with pytest.raises(ValueError, match="eight"):
        organisation_check_character("0024823")


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("PDY00001X33118117A1002", True),
        ("33-118-1", True),
        ("", False),
        ("A" * 23, False),
        ("a1", False),
        ("33 11", False),
        ("33\n", False),
    ],
)
def test_the_shape_of_a_licence_number(number, good):
    assert licence_number_has_its_shape(number) is good
