"""What a password must be, and how many wrong ones are borne. Pure.

GB/T 22239-2019 8.1.4.1 asks for complex passwords, for an end to repeated failures, and leaves the numbers to the house.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from hospice.core.i18n import gettext as _

PASSWORD_LEAST, PASSWORD_MOST = 10, 128
CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
CLASSES_NEEDED = 3

FAILURES_BORNE = 5
PAUSE = timedelta(minutes=15)
ADDRESS_FAILURES_BORNE = 20  # a county's whole bureau may share one address
ADDRESS_STEP = timedelta(seconds=15)

# What people type when they are asked for something hard; a password is too easy where little else is in it.
COMMON = (
    "password", "passw0rd", "p@ssw0rd", "p@ssword", "qwertyuiop", "qwerty", "qwer", "asdfgh", "asdf", "zxcvbn", "zxcv",
    "1qaz2wsx", "1q2w3e4r", "1q2w3e", "qazwsx", "1qaz", "2wsx", "123qwe", "abcdef", "abc123", "abcd1234", "abcd", "abc",
    "0123456789", "1234567890", "123456789", "12345678", "1234567", "123456", "12345", "1234", "123", "987654321",
    "654321", "4321", "321", "111111", "000000", "666666", "888888", "5201314", "1314520", "520", "iloveyou", "woaini",
    "admin", "root", "test", "welcome", "letmein", "login", "user", "guest", "master", "hello", "dragon", "monkey",
    "zhejiang", "hangzhou", "hospice", "hospital", "yiyuan", "anning", "weijian", "wjw", "2024", "2025", "2026", "2027",
)  # fmt: skip
LEFT_OVER = 5  # so many other characters must remain

READABLE = "abcdefghjkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXYZ2346789"  # nothing that is misread on paper


def password_fault(typed: str, login: str) -> str:
    """What is wrong with a wished password, and what to do; empty when nothing is."""
    if len(typed) < PASSWORD_LEAST:
        return _("至少%(least)s个字符，您填了%(has)s个。", least=PASSWORD_LEAST, has=len(typed))
    if len(typed) > PASSWORD_MOST:
        return _("最多%(most)s个字符，您填了%(has)s个。", most=PASSWORD_MOST, has=len(typed))
    if login and login.lower() in typed.lower():
        return _("不要包含账号“%(login)s”。", login=login)
    if sum(bool(re.search(kind, typed)) for kind in CLASSES) < CLASSES_NEEDED:
        return _("大写字母、小写字母、数字、符号，至少用到其中3种。")
    if len(_without_common(typed.lower())) < LEFT_OVER:
        return _("太容易猜到：去掉常见的词和数字后所剩无几。请换几个不相干的词连起来。")
    return ""


def _without_common(text: str) -> str:
    for word in COMMON:
        text = text.replace(word, "")
    return "".join(dict.fromkeys(text))  # a character that repeats adds nothing


def one_time_password() -> str:
    """A password that is read out once: three groups of five, about 85 bits."""
    while True:
        groups = ["".join(secrets.choice(READABLE) for _place in range(5)) for _group in range(3)]
        made = "-".join(groups)
        if not password_fault(made, ""):
            return made


def login_fault(typed: str) -> str:
    """What is wrong with a wished login; empty when nothing is."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,39}", typed):
        return _("账号用小写字母、数字、点、横线，2到40个字符，以字母或数字开头。")
    if looks_like_phone(typed):
        return _("这是手机号的样子。账号请用工号，手机号另填。")
    return ""


def looks_like_phone(typed: str) -> bool:
    """Whether it is a mobile number of the mainland: eleven digits that begin with 1."""
    return bool(re.fullmatch(r"1[3-9]\d{9}", typed))


def address_pause(failures: int) -> timedelta:
    """How long an address waits after its newest failure: nothing at first, then doubling up to the full pause."""
    if failures < ADDRESS_FAILURES_BORNE:
        return timedelta()
    doublings = min(failures - ADDRESS_FAILURES_BORNE, 10)
    return min(PAUSE, ADDRESS_STEP * (1 << doublings))
