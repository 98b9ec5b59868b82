"""What one process has made and hands out again, as long as nothing has changed under which it was made.

A version read from the database says whether it has: the reader asks for the version first and makes things afterwards,
so what lies on a shelf can be newer than its version says, never older. Each thing is kept under all that it depends on
beside the version: the day, the language, the scope of the reader.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

from flask import current_app

Made = TypeVar("Made")


class Shelf(Generic[Made]):
    """The things of one version that were asked for last, at most `most` of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._version: Hashable = None
        self._things: OrderedDict[Hashable, Made] = OrderedDict()
        self._lock = Lock()

    def once(self, version: Hashable, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` gives, made at the first time that it is asked for under this version.

        Nobody waits while something is made: two who ask at once may both make it.
        """
        with self._lock:
            if self._version == version and key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
        thing = make()
        with self._lock:
            self._put(version, key, thing)
        return thing

    def _put(self, version: Hashable, key: Hashable, thing: Made) -> None:
        if self._version != version:
            self._things.clear()
            self._version = version
        self._things[key] = thing
        self._things.move_to_end(key)
        while len(self._things) > self._most:
            self._things.popitem(last=False)


def shelf(name: str, most: int) -> Shelf[Any]:
    """The shelf of this name of the present application, made when it is first asked for."""
    found: Shelf[Any] = current_app.extensions.setdefault(f"hospice_shelf_{name}", Shelf(most))
    return found
