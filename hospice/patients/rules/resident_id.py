"""The resident identity number (GB 11643): checked, read, and compared with what else is said of the person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from hospice.core.errors import Refused
from hospice.core.i18n import gettext as _
from hospice.core.i18n import lazy

from .codes import Sex
from .typed import clean_number, refuse_spreadsheet_number

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # [V:GB11643]
CHECK_CHARACTERS = "10X98765432"  # by the remainder of the weighted sum to 11 [V:GB11643]
SHAPE = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
OLD_SHAPE = re.compile(r"\d{15}", re.ASCII)
SYNTHETIC_PREFIX = "999999"  # no division has it, so a made-up person can never be a real one
OLDEST_YEARS = 150  # beyond it the birth date is a slip of the pen
FIELD = "id_number"


@dataclass(frozen=True, slots=True)
class ResidentId:
    """A sound number and what it says."""

    number: str
    division: str
    birth_date: date
    sex: Sex

    @property
    def synthetic(self) -> bool:
        """Whether the person is made up."""
        return self.number.startswith(SYNTHETIC_PREFIX)


def check_character(first_17: str) -> str:
    """Give the 18th character, worked out from the first 17 digits (GB 11643). ValueError where they are not digits."""
    if re.fullmatch(r"\d{17}", first_17, re.ASCII) is None:
        raise ValueError("a resident identity number has 17 digits before its check character")
    total = sum(int(digit) * weight for digit, weight in zip(first_17, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


def read(text: str, today: date) -> ResidentId:
    """Read a typed number; a lower-case x is taken. `Refused` says in words what is wrong with it."""
    number = clean_number(text)
    _refuse_shape(number)
    born = _birth_date(number, today)
    expected = check_character(number[:17])
    if number[17] != expected:
        _refuse_check_character(number, expected)
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return ResidentId(number, number[:6], born, sex)


def _refuse_shape(number: str) -> None:
    refuse_spreadsheet_number(number, FIELD)
    if OLD_SHAPE.fullmatch(number):
        raise Refused(
            _("这是15位的旧号码，已停止使用。请按现行居民身份证填写18位号码；没有新证的，可向户籍所在地派出所查询。"),
            field=FIELD,
        )
    if SHAPE.fullmatch(number) is None:
        raise Refused(
            _("居民身份证号码为18位：前17位是数字，最后一位是数字或X。您填了%(n)s位。", n=len(number)), field=FIELD
        )


def _refuse_check_character(number: str, expected: str) -> None:
    if number.endswith("000"):  # a spreadsheet keeps 15 digits of a number and fills up with noughts
        refuse_spreadsheet_number(f"{number}.0", FIELD)
    raise Refused(
        _(
            "请再核对身份证号码：按前17位推算，最后一位应为“%(expected)s”，您填的是“%(typed)s”。",
            expected=expected,
            typed=number[17],
        ),
        field=FIELD,
    )


def _birth_date(number: str, today: date) -> date:
    typed = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    try:
        born = date.fromisoformat(typed)
    except ValueError:
        raise Refused(_("号码中的出生日期“%(day)s”不存在，请再核对第7至14位。", day=typed), field=FIELD) from None
    if born > today or today.year - born.year > OLDEST_YEARS:
        raise Refused(_("号码中的出生日期“%(day)s”不可能，请再核对第7至14位。", day=typed), field=FIELD)
    return born


def doubts(resident: ResidentId, birth_date: date | None, sex: Sex | None) -> list[Any]:
    """Sentences where the number and what was typed say different things: a reason to ask, never to refuse."""
    found: list[Any] = []
    if birth_date is not None and birth_date != resident.birth_date:
        found.append(
            lazy(
                "出生日期与身份证号码不一致：填写的是%(typed)s，号码中是%(read)s。",
                typed=birth_date.isoformat(),
                read=resident.birth_date.isoformat(),
            )
        )
    if sex in (Sex.MALE, Sex.FEMALE) and sex is not resident.sex:
        found.append(
            lazy(
                "性别与身份证号码不一致：填写的是“%(typed)s”，号码中是“%(read)s”。",
                typed=sex.label,
                read=resident.sex.label,
            )
        )
    return found


def refuse_wrong_world(resident: ResidentId, *, demonstration: bool) -> None:
    """Raise `Refused` for a made-up person in production, and for a real one in a demonstration (domain §7.4 S19)."""
    if resident.synthetic and not demonstration:
        raise Refused(_("这是演示用的虚构号码，正式系统不收。"), field=FIELD)
    if demonstration and not resident.synthetic:
        raise Refused(_("这是演示系统，不能登记真实患者。演示号码以999999开头。"), field=FIELD)
