"""What nobody should type and somebody will: wrong types, absurd sizes, impossible days, other people's things."""

from __future__ import annotations

from functools import cache
from typing import Any

from hospice.access.permissions import Role
from tests.factories import a_user, a_ward, an_institution

# What each is, and the value.
TEXTS = {
    "nothing": "",
    "blanks": " \u3000\t\r\n",
    "five thousand characters": "长" * 5_000,
    "two hundred thousand characters": "x" * 200_000,
    "NUL and control characters": "a\x00b\x01\x07\x1b\x7f\x85\u2028c",
    "no character at all": "\ufffe\ufdd0\ufeff",
    "nothing that shows": "\u200b\u200f\u2060\u200d",
    "an emoji of several": "👩‍⚕️🇨🇳",
    "a rare glyph": "𬒗",
    "marks that turn the line": "\u202e右\u200f\u2066",
    "a script": "<script>alert(1)</script>",
    "SQL": "'; DROP TABLE user; --\"",
    "a pattern": "%_\\*[",
    "placeholders": "%(n)s {0} {{7*7}}",
    "a negative number": "-1",
    "zero": "0",
    "a huge number": "9" * 40,
    "just above 64 bits": "9223372036854775808",
    "just above 32 bits": "2147483648",
    "a decimal": "1.5",
    "no number": "NaN",
    "infinity": "1e309",
    "full-width digits": "\uff11\uff12",
    "superscript digits": "²",
    "Bengali digits": "১২",
    "digits with a line": "1_0",
    "the last day of a calendar": "9999-12-31",
    "no day of any calendar": "9999-99-99",
    "the first day": "0001-01-01",
    "a thirtieth of February": "2026-02-30",
    "an instant beyond all zones": "9999-12-31T23:59:59+08:00",
    "an unknown code": "NO_SUCH_CODE",
    "a division of nowhere": "999999",
    "no uuid": "12345678-1234-1234-1234-12345678901",
    "a uuid of nothing": "00000000-0000-4000-8000-000000000000",
}

# Fewer, for where each costs a page: one of every kind.
SHORT = {
    name: TEXTS[name]
    for name in (
        "nothing", "five thousand characters", "NUL and control characters", "a rare glyph", "marks that turn the line", "SQL",
        "a negative number", "just above 64 bits", "infinity", "superscript digits", "the last day of a calendar",
        "a thirtieth of February", "an unknown code",
    )
}  # fmt: skip


def of_others() -> dict[str, str]:
    """Keys and numbers of what stands elsewhere: a hospital, its ward and a person of another prefecture."""
    elsewhere = an_institution("330110")
    ward, person = a_ward(elsewhere), a_user(Role.COUNTY_OFFICER, "330110")
    return {
        "the hospital of another county": str(elsewhere.key),
        "the ward of another county": str(ward.key),
        "the key of another person": str(person.key),
        "the number of another person": str(person.id),
        "the number of another record": str(elsewhere.records[0].id),
        "another county": "330110",
    }


@cache
def as_bytes(value: str) -> bytes:
    """A value that no browser sends: bytes that are no UTF-8."""
    return value.encode() + b"\xff\xfe\xed\xa0\x80"


def spoilt(value: Any) -> list[tuple[str, list[Any]]]:
    """A field that is sent twice, not at all, or with bytes that are no text; `value` is the one that fits."""
    return [("missing", []), ("twice", [value, "NO_SUCH_CODE"]), ("no UTF-8", [as_bytes(str(value)[:20])])]
