"""Identifiers that pass every check and belong to nobody: the organisation part begins with DEM. Pure."""

from __future__ import annotations

from hospice.facilities.rules.codes import InstitutionKind, Ownership, Profit
from hospice.facilities.rules.identifiers import (
    CREDIT_ALPHABET,
    credit_check_character,
    organisation_check_character,
)

REGISTRANT = "DEM"
"""First three characters of the organisation code of every demo institution; no real one begins so."""

PUBLIC_BODY, ENTERPRISE, PRIVATE_BODY = "12", "91", "52"  # 事业单位, 企业, 民办非企业单位 (GB 32100)


def credit_code(division: str, number: int, ownership: Ownership, profit: Profit) -> str:
    """A unified social credit code with both check characters right; `number` below 28 million."""
    body = PUBLIC_BODY
    if ownership is not Ownership.PUBLIC:
        body = ENTERPRISE if profit is Profit.FOR_PROFIT else PRIVATE_BODY
    organisation = REGISTRANT + _base31(number, 5)
    first_17 = body + division + organisation + organisation_check_character(organisation)
    return first_17 + credit_check_character(first_17)


def _base31(number: int, width: int) -> str:
    text = ""
    for _ in range(width):
        number, digit = divmod(number, len(CREDIT_ALPHABET))
        text = CREDIT_ALPHABET[digit] + text
    return text


_CLASSES = {
    InstitutionKind.CHC: "B", InstitutionKind.CHS: "B", InstitutionKind.TOWNSHIP_HC: "C", InstitutionKind.VILLAGE: "D",
    InstitutionKind.CLINIC: "D", InstitutionKind.ELDER_CLINIC: "D",
}  # fmt: skip


def licence_number(division: str, number: int, kind: InstitutionKind) -> str:
    """A 登记号 in the usual shape, marked DEM: division, class by WS 218, number."""
    return f"DEM{number:06d}{division}{_CLASSES.get(kind, 'A')}1001"
