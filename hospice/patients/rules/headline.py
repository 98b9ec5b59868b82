"""How a patient is spoken of where the full name is not needed: 周**，男，81岁."""

from __future__ import annotations

from datetime import date

from hospice.core.i18n import gettext as _

from . import masking
from .codes import Sex

_SAID = (Sex.MALE, Sex.FEMALE)  # other answers say nothing that helps to tell people apart


def age_on(born: date, on: date) -> int:
    """Completed years; who was born on 29 February has the birthday on 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def headline(name: str, sex: Sex, born: date | None, on: date) -> str:
    """Masked name, sex and age; what is not known is left out."""
    parts = [masking.name(name)]
    if sex in _SAID:
        parts.append(str(sex.label))
    if born is not None:
        parts.append(_("%(n)s岁", n=age_on(born, on)))
    return _("，").join(parts)
