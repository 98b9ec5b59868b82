"""Morphine equivalents: added exactly, a patch by its strength, an unknown drug never as nought."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospice.core.errors import Refused
from hospice.patients.rules.scores.opioids import CDC2022, CHINA, Dose, Opioid, Route, medd
from hospice.patients.rules.standards import Standards

OWN = Standards()
PER_THOUSAND = {  # domain §3.2, in thousandths
    (Opioid.MORPHINE, Route.ORAL): 1000,
    (Opioid.MORPHINE, Route.INJECTED): 3000,
    (Opioid.OXYCODONE, Route.ORAL): 1500,
    (Opioid.HYDROMORPHONE, Route.ORAL): 5000,
    (Opioid.CODEINE, Route.ORAL): 150,
    (Opioid.TRAMADOL, Route.ORAL): 200,
    (Opioid.TAPENTADOL, Route.ORAL): 400,
    (Opioid.FENTANYL, Route.PATCH): 2400,
}
DOSES = st.builds(
    Dose, st.sampled_from(Opioid), st.sampled_from(Route), st.decimals("0.1", 500, places=1) | st.integers(1, 500)
)


@given(st.lists(DOSES, max_size=6))
def test_it_is_the_sum_of_dose_times_factor_or_incomplete(doses: list[Dose]) -> None:
    result = medd(doses, OWN)
    known = sum(int(Decimal(d.amount) * 10) * PER_THOUSAND.get((d.drug, d.route), 0) for d in doses)
    unknown = [d for d in doses if (d.drug, d.route) not in PER_THOUSAND]
    assert result.known_part == Fraction(known, 10_000)
    assert list(result.unknown) == unknown
    assert result.value == (None if unknown else Fraction(known, 10_000))
    assert result.alert is (known >= 120 * 10_000)


def test_a_patch_counts_its_strength_once_however_long_it_sticks() -> None:
    assert medd([Dose(Opioid.FENTANYL, Route.PATCH, 25)], OWN).value == 60
    assert medd([Dose(Opioid.FENTANYL, Route.PATCH, 25)], OWN, CHINA).value == 50
    assert {CDC2022.version, CHINA.version} == {"CDC2022", "CN"}


@pytest.mark.parametrize("drug", [Opioid.METHADONE, Opioid.BUPRENORPHINE, Opioid.PETHIDINE, Opioid.OTHER])
def test_a_drug_without_a_factor_makes_it_incomplete_and_is_named(drug: Opioid) -> None:
    result = medd([Dose(Opioid.MORPHINE, Route.ORAL, 60), Dose(drug, Route.ORAL, 10)], OWN)
    assert result.value is None
    assert result.known_part == 60
    assert str(result.reading).startswith("不完整")
    assert str(drug.label) in str(result.reading)
    assert ("专科换算" in str(result.reading)) is (drug is Opioid.METHADONE)


def test_it_says_that_it_is_not_for_switching_doses() -> None:
    result = medd([Dose(Opioid.MORPHINE, Route.ORAL, 120)], OWN)
    assert "不得用于" in str(result.caution)
    assert "由医生" in str(result.statement)
    assert result.alert
    assert not medd([Dose(Opioid.MORPHINE, Route.ORAL, 120)], Standards(medd_alert=121)).alert


@pytest.mark.parametrize("amount", [0, -1, Decimal("NaN"), Decimal("Infinity")])
def test_an_amount_that_cannot_be_is_refused_with_the_drugs_name(amount: Decimal) -> None:
    with pytest.raises(Refused, match="吗啡"):
        medd([Dose(Opioid.MORPHINE, Route.ORAL, amount)], OWN)


def test_a_float_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError):
        medd([Dose(Opioid.MORPHINE, Route.ORAL, 0.1)], OWN)  # type: ignore[arg-type]
