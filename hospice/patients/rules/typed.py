"""What people type and spreadsheets hand over: cleaned, and refused where digits are already lost."""

from __future__ import annotations

import re
import unicodedata

from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _

SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d{1,3}")
AS_NUMBER = re.compile(r"\d{6,}\.0+")


def clean_number(text: str) -> str:
    """Give the text without spaces, full-width characters made plain, letters in upper case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def is_spreadsheet_number(text: str) -> bool:
    """Whether a spreadsheet has turned an identifier into a number: `3.30102E+17`, `13800000000.0`."""
    return SCIENTIFIC.fullmatch(text) is not None or AS_NUMBER.fullmatch(text) is not None


def refuse_spreadsheet_number(text: str, field: str) -> None:
    """Raise `Refused` where the text is a number made by a spreadsheet (design §7, sentence 15)."""
    if is_spreadsheet_number(text):
        raise Refused(_("这一列被表格软件当成了数字，末几位已丢失。请把该列设为“文本”，再重新填写。"), field=field)
