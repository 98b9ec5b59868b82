"""The pages of patients."""
from __future__ import annotations
from hospice.access.permissions import Role
from tests.cases import a_house, a_patient
from tests.pages import Visitor

def test_smoke(app, session):
    house = a_house(beds=2)
    patient = a_patient(house)
    v = Visitor(app, house.clinician)
    for ep, kw in [("patients.index", {}), ("patients.new", {}), *[(f"patients.{n}", {"key": patient.key}) for n in ("detail","edit","scores","state","medicines","diagnosis","wishes","new_contact","new_consent","ask_to_reveal")]]:
        page = v.get(ep, **kw)
        print(ep, page.status, page.queries)
        assert page.status == 200, ep
    for s in ("pps","esas-r","ppi","pap","nrs"):
        assert v.get("patients.score", key=patient.key, score=s).status == 200
