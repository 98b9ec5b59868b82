"""What must be said before a transfer is submitted, and what before the patient leaves (domain §3.1)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hospice.transfers.rules.codes import Route
from hospice.transfers.rules.minimum import BEFORE_DEPARTURE, TO_SUBMIT, Datum, missing_to_depart, missing_to_submit


def test_about_25_entries_make_one_screen() -> None:
    assert len(TO_SUBMIT) == 25
    assert {datum.value for datum in BEFORE_DEPARTURE} == {"CARE_CONSENT", "WISHES_ASKED", "TRANSPORT"}


@given(st.sets(st.sampled_from(Datum)))
def test_what_is_given_and_what_is_missing_make_the_whole(stated: set[Datum]) -> None:
    missing = missing_to_submit(stated)
    assert set(missing) == TO_SUBMIT - stated
    assert missing == sorted(missing, key=list(Datum).index)
    assert set(missing_to_depart(stated, Route.BED)) == BEFORE_DEPARTURE - stated


def test_a_number_may_be_missing_in_an_emergency_with_a_reason() -> None:
    without = set(Datum) - {Datum.ID_NUMBER}
    assert missing_to_submit(without) == [Datum.ID_NUMBER]
    assert missing_to_submit(without, id_missing_reason=" ") == [Datum.ID_NUMBER]
    assert missing_to_submit(without, id_missing_reason="送医时无证件，家属在途") == []
    assert missing_to_submit(without - {Datum.NAME}, id_missing_reason="无证件") == [Datum.NAME]


def test_a_visit_needs_no_transport() -> None:
    assert missing_to_depart({Datum.CARE_CONSENT}, Route.VISIT) == [Datum.WISHES_ASKED]
    assert missing_to_depart({Datum.CARE_CONSENT}, Route.BED) == [Datum.WISHES_ASKED, Datum.TRANSPORT]
