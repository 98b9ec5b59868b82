"""The work list in a browser: it says when something has changed, and never moves by itself."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from hospice.accounts.models import User
from hospice.core.db import unit_of_work
from hospice.transfers.models import Request
from hospice.transfers.services import answering
from tests.cases import a_house, a_patient, submitted
from tests.factories import PASSWORD


@pytest.fixture
def case(live):
    """A request that waits at a ward; gives the logins of the two sides and the key of the request."""
    with live.app.app_context():
        sender, ward = a_house("331102"), a_house()
        [request] = submitted(sender, ward, patient=a_patient(sender, name="周福林"))
        return sender.clinician.login, ward.liaison.login, request.key


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize(
    "path", ["/", "/transfers", "/messages", "/transfers/register", "/help/transfers", "/transfers?tab=over"]
)
def test_pages_of_the_lists_stand_in_the_window_without_a_fault(browse, case, width, path):
    sender, _ward, _key = case
    window = browse(width=width)
    window.sign_in(sender, PASSWORD)
    window.open(path)
    assert window.axe() == []
    assert not window.overflows()


def test_a_change_is_announced_and_the_list_stays_until_somebody_asks(browse, live, case):
    sender, ward, key = case
    window = browse()
    window.sign_in(sender, PASSWORD)
    page = window.open("/transfers")
    page.wait_for_load_state("networkidle")
    assert not page.get_by_text("有新的变化").is_visible()
    with live.app.app_context(), unit_of_work() as session:
        request = session.scalars(sa.select(Request).where(Request.key == key)).one()
        liaison = session.scalars(sa.select(User).where(User.login == ward)).unique().one()
        answering.receive(session, request, by=liaison)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_text("有新的变化").wait_for()
    assert page.get_by_text("等对方打开审核").count()
    page.get_by_text("有新的变化").click()
    page.wait_for_load_state()
    assert page.get_by_text("等对方答复").count()
