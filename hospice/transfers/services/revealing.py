"""The full print for the handover: name, day of birth and the last four of the document, as a recorded deed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from hospice.accounts.models import User
from hospice.core.errors import Refused
from hospice.core.events import publish
from hospice.core.i18n import gettext as _
from hospice.core.sealing import unseal
from hospice.patients.events import IdentityRevealed
from hospice.patients.models import Patient
from hospice.patients.services.identity import where

from ..models import Request
from ..rules.request_life import DESTINATION, ORIGIN
from ..rules.steps import StepNotAllowed
from ..rules.summary import FULL_SHEET
from .acting import parties_of

LAST = 4  # characters of the document that tell two people of one name apart


def reveal_for_handover(session: Session, request: Request, purpose: str, *, by: User) -> None:
    """Let somebody print the full sheet; who, what and for what is recorded."""
    if parties_of(by, request.transfer, request).isdisjoint(ORIGIN | DESTINATION):
        raise StepNotAllowed(_("实名转介单由转出方和接收方的人员打印。"), ())
    if request.status not in FULL_SHEET:
        raise StepNotAllowed(_("现在是“%(status)s”，受理以后才需要实名交接。", status=request.status.label), ())
    if not purpose.strip():
        raise Refused(_("请写明用途。"), field="purpose")
    details = {"reason": purpose.strip()[:100], "what": ["name", "birth_date", "id_last"], "request": str(request.key)}
    publish(IdentityRevealed(**where(request.transfer.patient, by), details=details))


def last_of_document(patient: Patient) -> str:
    """The last characters of the patient's document; nothing where there is none."""
    return unseal(patient.id_sealed, patient.about)[-LAST:] if patient.id_sealed is not None else ""
