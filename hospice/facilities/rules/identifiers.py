"""Check digits of the registry's identifiers (domain §2.2). Every function takes clean text: no spaces, upper case."""

from __future__ import annotations

import re

# GB 32100: no I, O, S, V, Z; the value of a character is its place.
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)  # 3^(i-1) mod 31
CREDIT_SHAPE = re.compile(r"[0-9A-HJ-NP-RT-UW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RT-UW-Y]{10}")

# GB 11714: letters count 10 to 35, so all 26 of them are allowed here.
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ORGANISATION_SHAPE = re.compile(r"[0-9A-Z]{8}[0-9X]")

LICENCE_SHAPE = re.compile(r"[0-9A-Z-]{1,22}")  # [G]: free text of at most 22 characters

_CREDIT_VALUE = {character: value for value, character in enumerate(CREDIT_ALPHABET)}


def credit_check_character(first_17: str) -> str:
    """Give the 18th character of a unified social credit code, worked out from the first 17 (GB 32100).

    Raises ValueError where the text is not 17 characters of the alphabet.
    """
    if len(first_17) != 17 or not set(first_17) <= _CREDIT_VALUE.keys():
        raise ValueError("a credit code has 17 characters of its alphabet before the check character")
    total = sum(_CREDIT_VALUE[char] * weight for char, weight in zip(first_17, CREDIT_WEIGHTS, strict=True))
    return CREDIT_ALPHABET[(31 - total % 31) % 31]


def credit_code_has_its_shape(code: str) -> bool:
    """Whether there are 18 characters, each of a kind that may stand at its place."""
    return CREDIT_SHAPE.fullmatch(code) is not None


def credit_code_is_sound(code: str) -> bool:
    """Whether shape and check character of a unified social credit code are right."""
    return credit_code_has_its_shape(code) and credit_check_character(code[:17]) == code[17]


def registering_division(code: str) -> str:
    """Give the six digits of the division that registered the body; a reason to ask, never to refuse (domain §2.2)."""
    return code[2:8]


def organisation_check_character(first_8: str) -> str:
    """Give the ninth character of an organisation code, worked out from the first eight (GB 11714).

    Raises ValueError where the text is not eight digits or capital letters.
    """
    if re.fullmatch(r"[0-9A-Z]{8}", first_8) is None:
        raise ValueError("an organisation code has eight digits or letters before the check character")
    total = sum(int(char, 36) * weight for char, weight in zip(first_8, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def organisation_code_is_sound(code: str) -> bool:
    """Whether shape and check character of an organisation code are right; `-` before the last may stand."""
    bare = code.replace("-", "", 1) if code[8:9] == "-" else code
    return ORGANISATION_SHAPE.fullmatch(bare) is not None and organisation_check_character(bare[:8]) == bare[8]


def organisation_code_within(code: str) -> str:
    """Give the organisation code that a unified social credit code carries at places 9 to 17."""
    return code[8:17]


def licence_number_has_its_shape(number: str) -> bool:
    """Whether a 登记号 has at most 22 digits, capital letters and hyphens [G]."""
    return LICENCE_SHAPE.fullmatch(number) is not None
