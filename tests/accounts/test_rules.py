from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from hospice.accounts.rules import (
    ADDRESS_FAILURES_BORNE,
    PAUSE,
    address_pause,
    login_fault,
    looks_like_phone,
    one_time_password,
    password_fault,
)


@pytest.mark.parametrize(
    "typed",
    ["Lotus-pond-94", "莲花池塘Aa9静水流深远山", "correct horse Battery", "x9!x8?w7:v6;u5"],
)
def test_a_long_mixed_password_is_taken(app: Flask, typed: str) -> None:
    with app.app_context():
        assert password_fault(typed, "ye.min") == ""


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("Aa1!x", "至少10个字符，您填了5个"),
        ("Aa1!" * 40, "最多128个字符"),
        ("alllowercase", "至少用到其中3种"),
        ("lower12345678", "至少用到其中3种"),
        ("Password123!", "太容易猜到"),
        ("Qwer1234!@#$", "太容易猜到"),
        ("Zhejiang2026!", "太容易猜到"),
        ("Admin@123456", "太容易猜到"),
        ("Aa1!Aa1!Aa1!", "太容易猜到"),
        ("Ye.Min-lotus-94", "不要包含账号"),
    ],
)
def test_a_weak_password_is_refused_with_what_to_do(app: Flask, typed: str, word: str) -> None:
    with app.app_context():
        assert word in password_fault(typed, "ye.min")


def test_one_time_passwords_are_good_passwords_that_nobody_misreads(app: Flask) -> None:
    with app.app_context():
        made = {one_time_password() for _ in range(200)}
        assert len(made) == 200
        assert not any(password_fault(each, "") for each in made)
        assert not set("".join(made)) & set("0O1lIioS5B")


@pytest.mark.parametrize("login", ["a", "叶敏", "-abc", "Abc", "a b", "x" * 41, "13800000000", ""])
def test_a_login_that_cannot_be_one_is_refused(app: Flask, login: str) -> None:
    with app.app_context():
        assert login_fault(login)


def test_a_number_is_a_login_unless_it_looks_like_a_mobile_number(app: Flask) -> None:
    with app.app_context():
        assert login_fault("00123456789") == ""
    assert looks_like_phone("13912345678")
    assert not looks_like_phone("12912345678")


def test_an_address_waits_longer_and_longer_up_to_the_full_pause() -> None:
    assert address_pause(ADDRESS_FAILURES_BORNE - 1) == timedelta()
    waits = [address_pause(ADDRESS_FAILURES_BORNE + more) for more in range(12)]
    assert waits[0] == timedelta(seconds=15)
    assert waits[1] == timedelta(seconds=30)
    assert waits == sorted(waits)
    assert waits[-1] == PAUSE
    assert address_pause(10**6) == PAUSE
