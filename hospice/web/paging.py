"""Pages of a list: which rows, how many in all, and where the next page is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request, url_for

from .addresses import asked_words

Row = TypeVar("Row")

PER_PAGE, MOST_PER_PAGE = 25, 200


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list."""

    rows: Sequence[Row]
    total: int
    number: int
    per_page: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.per_page))

    @property
    def first(self) -> int:
        """The position of the first row, from 1; 0 in an empty list."""
        return (self.number - 1) * self.per_page + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The position of the last row."""
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def previous_url(self) -> str | None:
        """The address of the page before, if any."""
        return page_url(self.number - 1) if self.number > 1 else None

    @property
    def next_url(self) -> str | None:
        """The address of the page after, if any."""
        return page_url(self.number + 1) if self.number < self.pages else None


def page_url(number: int) -> str:
    """The present address with another page number."""
    return present_url(page=number if number > 1 else None)


def present_url(**other: Any) -> str:
    """The present address with other words; none takes a word out. What would steer `url_for` itself is not kept."""
    values: dict[str, Any] = {**asked_words(), **(request.view_args or {}), **other}
    return url_for(str(request.endpoint), **values)


def asked_page() -> tuple[int, int]:
    """(page number, rows per page) of the present request; nonsense means the first page."""
    number = request.args.get("page", 1, type=int)
    per_page = request.args.get("per_page", PER_PAGE, type=int)
    return min(max(number, 1), 1_000_000), min(max(per_page, 1), MOST_PER_PAGE)
