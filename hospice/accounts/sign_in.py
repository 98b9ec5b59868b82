"""Signing in: the login manager and the password hash."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask import current_app
from flask_login import LoginManager

from hospice.core.db import db

from .person import Person, signed_in

SIGN_IN = LoginManager()
SIGN_IN.login_view = "accounts.sign_in"
SIGN_IN.login_message = ""
SIGN_IN.session_protection = "basic"


@SIGN_IN.user_loader
def _load(remembered: str) -> Person | None:
    """The person of a session, unless the account is closed or its sessions were ended."""
    number, _, generation = remembered.partition(":")
    if not (number.isdigit() and generation.isdigit()):
        return None
    return signed_in(db.session(), int(number), int(generation))


@lru_cache
def _hasher(time_cost: int, memory_cost: int) -> PasswordHasher:
    return PasswordHasher(time_cost=time_cost, memory_cost=memory_cost)


def hasher() -> PasswordHasher:
    """Argon2id with the configured cost (about 340 ms a hash by default; tests lower it)."""
    return _hasher(current_app.config["ARGON2_TIME_COST"], current_app.config["ARGON2_MEMORY_COST"])


def password_fits(stored: str, typed: str) -> bool:
    """Whether the typed password is the stored one."""
    try:
        return hasher().verify(stored, typed)
    except (VerifyMismatchError, InvalidHashError):
        return False
