"""Telephone numbers and other identity documents: their shapes (domain §3.1)."""

from __future__ import annotations

import re

from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _

from .typed import clean_number, refuse_spreadsheet_number

MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)  # domain §3.1
LANDLINE = re.compile(r"(0\d{2,3})-?(\d{7,8})(?:-(\d{1,6}))?", re.ASCII)  # [G]: area code, number, extension
DOCUMENT = re.compile(r"[0-9A-Z\u4e00-\u9fff()-]{4,30}")  # [G]: other documents are not checked more closely


def phone(text: str, field: str = "phone") -> str:
    """Give a mobile number as 11 digits or a landline as `0571-87654321`; `Refused` says what is expected."""
    number = clean_number(text)
    refuse_spreadsheet_number(number, field)
    number = re.sub(r"^(\+|00)86-?", "", number)
    if MOBILE.fullmatch(bare := number.replace("-", "")):
        return bare
    if found := LANDLINE.fullmatch(number):
        area, local, extension = found.groups()
        return f"{area}-{local}" + (f"-{extension}" if extension else "")
    raise Refused(
        _("请填写11位手机号，或带区号的座机，如0571-87654321。您填的是“%(typed)s”。", typed=text), field=field
    )


def document_number(text: str, field: str = "id_number") -> str:
    """Give the clean number of a document that is not a resident identity card."""
    number = clean_number(text)
    refuse_spreadsheet_number(number, field)
    if DOCUMENT.fullmatch(number) is None:
        raise Refused(_("证件号码为4至30位字母、数字。请再核对。"), field=field)
    return number
