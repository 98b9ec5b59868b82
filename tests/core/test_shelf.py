"""Things that are made once and handed out until something changes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from hospice.core.shelf import Shelf


def test_a_thing_is_made_once_for_each_key():
    shelf, made = Shelf(9), []
    for key in ("a", "b", "a", "a"):
        assert shelf.once(1, key, lambda key=key: made.append(key) or key.upper()) == key.upper()
    assert made == ["a", "b"]


def test_another_version_lets_everything_go():
    shelf = Shelf(9)
    shelf.once(1, "a", lambda: "old")
    assert shelf.once(2, "a", lambda: "new") == "new"
    assert shelf.once(2, "a", lambda: "never made") == "new"
    assert shelf.once(1, "a", lambda: "made anew") == "made anew"


def test_what_was_asked_for_longest_ago_goes_first_when_it_is_full():
    shelf = Shelf(2)
    for key in ("a", "b", "a", "c"):
        shelf.once(1, key, lambda: "first")
    assert shelf.once(1, "a", lambda: "second") == "first"
    assert shelf.once(1, "b", lambda: "second") == "second"


def test_what_cannot_be_made_is_not_kept():
    shelf = Shelf(2)
    with pytest.raises(ZeroDivisionError):
        shelf.once(1, "a", lambda: 1 / 0)
    assert shelf.once(1, "a", lambda: "made") == "made"


def test_readers_of_two_versions_at_once_are_never_given_the_other_one():
    shelf = Shelf(4)
    with ThreadPoolExecutor(8) as pool:
        asked = [(number % 2, number % 7) for number in range(4000)]
        given = list(pool.map(lambda each: shelf.once(each[0], each[1], lambda: each), asked))
    assert given == asked
