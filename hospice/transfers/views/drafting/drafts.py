"""What the pages of a draft share: the draft itself, who the patient is, and which of three steps it is."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple, cast

from flask import Blueprint, abort, redirect, url_for
from werkzeug.wrappers import Response

from hospice.access.guards import actor
from hospice.access.permissions import Permission
from hospice.accounts.models import User
from hospice.core.clock import today
from hospice.core.db import db
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy
from hospice.patients.models import Patient
from hospice.patients.rules import masking
from hospice.patients.rules.codes import Sex
from hospice.patients.rules.headline import age_on

from ...models import Transfer
from ...queries.drafts import draft_within
from ...rules.codes import TransferStatus
from ...rules.minimum import OF_THE_NEED, OF_THE_PERSON, Datum

bp = Blueprint("drafts", __name__)


def by() -> User:
    """Who acts, as the services know them."""
    return cast(User, actor())


def own(key: uuid.UUID) -> Transfer:
    """A transfer of one's own house; any other is not found."""
    found = draft_within(db.session(), actor().scope(Permission.TRANSFERS_SEND), key)
    return found if found is not None else abort(404)


def elsewhere(transfer: Transfer) -> Response | None:
    """Where a page of a draft leads once it is submitted or thrown away."""
    if transfer.status is TransferStatus.DRAFT:
        return None
    if transfer.status is TransferStatus.DELETED:
        abort(404)
    return redirect(url_for("transfers.detail", key=transfer.key), 303)


_HEADINGS: dict[Sex, Any] = {Sex.FEMALE: lazy("她需要"), Sex.MALE: lazy("他需要")}


def entered(missing: Iterable[Datum], patient: Patient, transfer: Transfer | None = None) -> list[tuple[str, str]]:
    """What is missing, in words, each with the address where it is entered."""
    of_need = url_for("drafts.edit", key=transfer.key) if transfer is not None else ""
    person, bedside = (url_for(f"patients.{page}", key=patient.key) for page in ("edit", "detail"))
    return [
        (str(datum.label), of_need if datum in OF_THE_NEED else person if datum in OF_THE_PERSON else bedside)
        for datum in missing
    ]


class Who(NamedTuple):
    """The patient in one line, without saying who it is."""

    words: str
    needs: str  # the heading of the need: 她需要, 他需要


def who(patient: Patient, *, named: bool = True) -> Who:
    """`王**，女，78岁，住龙渊街道`; without the name for those who see no more than they need."""
    where = patient.township.name if patient.township is not None else patient.region.name
    parts = [masking.name(patient.name)] if named else []
    parts += [str(patient.sex.label)] if patient.sex in _HEADINGS else []
    if patient.birth_date is not None:
        parts.append(_("%(n)s岁", n=age_of(patient)))
    return Who(_("，").join([*parts, _("住%(where)s", where=where)]), str(_HEADINGS.get(patient.sex, _("患者需要"))))


def age_of(patient: Patient) -> int | None:
    """Whole years."""
    return None if patient.birth_date is None else age_on(patient.birth_date, today())
