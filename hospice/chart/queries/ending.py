"""What ends with a consent: which units would no longer see the patient's data, and whose request goes with it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from hospice.facilities.queries.current import units_called
from hospice.patients.models import ConsentReceiver
from hospice.patients.queries.records import consents
from hospice.patients.rules.codes import ConsentKind
from hospice.transfers.models import Request, Transfer
from hospice.transfers.rules.request_life import BEFORE_DEPARTURE


def units_that_lose_sight(session: Session, patient_id: int, consent_id: int) -> list[str]:
    """Names of the units that are asked and that no other consent names, were this one withdrawn."""
    left = [one for one in consents(session, patient_id, ConsentKind.SHARING) if one.id != consent_id]
    named = sa.select(ConsentReceiver.unit_id).where(ConsentReceiver.consent_id == (left[0].id if left else None))
    asked = (
        sa.select(Request.unit_id)
        .join(Transfer, Transfer.id == Request.transfer_id)
        .where(
            Transfer.patient_id == patient_id,
            Request.status.in_(sorted(BEFORE_DEPARTURE)),
            Request.unit_id.not_in(named),
        )
    )
    return sorted(units_called(session, session.scalars(asked)).values())
