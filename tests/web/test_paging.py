"""Pages of a list: nonsense means the first page, and the rest of the address is kept."""

from __future__ import annotations

import pytest
from flask import Flask

from hospice.web.paging import MOST_PER_PAGE, PER_PAGE, Page, asked_page


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("", (1, PER_PAGE)),
        ("?page=3", (3, PER_PAGE)),
        ("?page=0", (1, PER_PAGE)),
        ("?page=-5&per_page=-5", (1, 1)),
        ("?page=x&per_page=y", (1, PER_PAGE)),
        ("?per_page=100000", (1, MOST_PER_PAGE)),
        (f"?page={'9' * 300}", (1_000_000, PER_PAGE)),
        ("?page=1&page=2", (1, PER_PAGE)),
    ],
)
def test_the_page_that_is_asked_for(app: Flask, query: str, asked: tuple[int, int]):
    with app.test_request_context("/about-data" + query):
        assert asked_page() == asked


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (25, 1), (26, 2), (90, 4)])
def test_a_list_has_as_many_pages_as_it_needs(total: int, pages: int):
    assert Page([], total, 1, 25).pages == pages


def test_a_page_knows_which_rows_it_shows():
    page = Page(list(range(15)), 90, 4, 25)
    assert (page.first, page.last) == (76, 90)
    assert (Page([], 0, 1, 25).first, Page([], 0, 1, 25).last) == (0, 0)


def test_the_neighbours_keep_the_rest_of_the_address(app: Flask):
    with app.test_request_context("/about-data?q=a%26b&page=2"):
        page = Page(list(range(25)), 90, 2, 25)
        assert page.previous_url == "/about-data?q=a%26b"
        assert page.next_url == "/about-data?q=a%26b&page=3"


def test_the_first_page_has_none_before_it_and_the_last_none_after(app: Flask):
    with app.test_request_context("/about-data"):
        assert Page([1], 1, 1, 25).previous_url is None
        assert Page([1], 1, 1, 25).next_url is None


def test_a_word_of_the_address_never_steers_where_the_neighbours_lie(app: Flask):
    with app.test_request_context("/institutions?endpoint=x&_anchor=y&_external=1&q=a&q=b&page=2"):
        page = Page([], 90, 2, 25)
        assert page.previous_url == "/institutions?q=a&q=b"
        assert page.next_url == "/institutions?q=a&q=b&page=3"
