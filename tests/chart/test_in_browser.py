"""A patient's pages as people meet them: clean and fitting at a desk and on a phone, and the search for a diagnosis by keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hospice.core.db import db
from hospice.patients.models import Patient
from tests.browser import Browser
from tests.cases import House, a_house, a_patient, submitted
from tests.factories import PASSWORD
from tests.servers import Server

from .typed import a_stay

pytestmark = pytest.mark.browser


@pytest.fixture
def known(live: Server) -> tuple[House, Patient]:
    """A patient who lies in a ward and is to go to another one."""
    with live.app.app_context():
        house, receiver = a_house(beds=2), a_house("330106")
        patient = a_patient(house, name="周建国")
        a_stay(db.session(), patient, house.unit)
        submitted(house, receiver, patient=patient)
        db.session.refresh(patient)
        return house, patient


@pytest.mark.parametrize("width", [1366, 390])
def test_every_page_of_a_patient_is_clean_and_fits(browse: Callable[..., Browser], known, width: int) -> None:
    house, patient = known
    window = browse(width=width)
    window.sign_in(house.clinician.login, PASSWORD)
    own = ["", "/edit", "/scores", "/scores/esas-r", "/scores/pap", "/state", "/medicines", "/diagnoses", "/wishes",
           "/contacts/new", "/consents/new", "/reveal"]  # fmt: skip
    for path in ["/patients", "/patients/new", *(f"/patients/{patient.key}{part}" for part in own)]:
        window.open(path)
        assert window.axe() == [], path
        assert not window.overflows(), path


def test_a_diagnosis_is_chosen_by_keys(browse: Callable[..., Browser], known) -> None:
    house, _patient = known
    window = browse()
    window.sign_in(house.clinician.login, PASSWORD)
    page = window.open("/patients/new")
    field = page.get_by_role("combobox", name="主要诊断")
    field.press_sequentially("wexzl")
    first = page.locator("#diagnosis-list [role=option]").first
    first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    assert window.axe() == []
    field.press("ArrowDown")
    assert first.get_attribute("aria-selected") == "true"
    assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
    field.press("Enter")
    assert field.input_value().startswith("C16")
    assert field.get_attribute("aria-expanded") == "false"
    assert page.url.endswith("/patients/new"), "a search sends no form"
