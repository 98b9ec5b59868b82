"""Errors that carry a sentence for the person who caused them."""

from __future__ import annotations


class Refused(Exception):
    """A wish that the rules or the database refuse.

    `message` is a sentence in the user's language that says what is wrong and what to do; `field` names the
    form field that it belongs to, where there is one.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field


class Conflict(Refused):
    """Somebody else changed the same thing first; nothing of the wish was stored."""
