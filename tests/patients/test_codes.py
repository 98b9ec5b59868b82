"""The code lists of the minimum data set: official codes as they are, every code with a word, classes in order."""

from __future__ import annotations

import pytest

from hospice.facilities.rules.codes import Coded
from hospice.patients.rules import clinical, codes, wishes
from hospice.patients.rules.clinical import AT_MOST, Prognosis
from hospice.patients.rules.codes import IdType, Insurance, Sex
from hospice.patients.rules.standards import Standards

LISTS = [
    one
    for module in (codes, clinical, wishes)
    for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, Coded) and one is not Coded
]


@pytest.mark.parametrize("codes_of", LISTS)
def test_every_code_is_found_by_its_value_and_has_a_word_of_its_own(codes_of: type[Coded]) -> None:
    for code in codes_of:
        assert codes_of(code.value) is code
        assert str(code.label)
    assert len({str(code.label) for code in codes_of}) == len(codes_of)


def test_official_codes_are_the_official_ones() -> None:
    assert [code.value for code in Sex] == ["0", "1", "2", "9"]
    assert [code.value for code in IdType] == ["01", "02", "03", "04", "05", "06", "07", "99"]
    assert [code.value for code in Insurance][:6] == ["310", "390", "340", "392", "410", "399"]


def test_classes_of_survival_grow_and_only_open_ends_have_no_end() -> None:
    assert set(Prognosis) - AT_MOST.keys() == {Prognosis.OVER_6M, Prognosis.UNKNOWN}
    ends = [AT_MOST[one] for one in Prognosis if one in AT_MOST]
    assert ends == sorted(ends)
    assert len({end.days for end in ends}) == len(ends)


def test_standards_are_read_by_their_keys() -> None:
    assert Standards.from_values({"medd.alert": 90, "bed.fresh_hours": [24, 72]}) == Standards(medd_alert=90)
    with pytest.raises(ValueError, match=r"medd\.alert"):
        Standards.from_values({"medd.alert": "many"})
