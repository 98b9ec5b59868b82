"""The code lists: codes are stored, words are shown."""

import pytest

from hospice.facilities.rules import codes
from hospice.facilities.rules.codes import Coded, Grade, InstitutionKind

LISTS = [one for one in vars(codes).values() if isinstance(one, type) and issubclass(one, Coded) and one is not Coded]


@pytest.mark.parametrize("codes_of", LISTS)
def test_every_code_is_found_by_its_value_and_has_a_word(codes_of):
    for code in codes_of:
        assert codes_of(code.value) is code
        assert str(code) == code.value
        assert str(code.label)


def test_a_code_equals_its_text_and_shows_its_word():
    assert Grade.TWO == "2"
    assert str(InstitutionKind.CHC.label) == "社区卫生服务中心"
