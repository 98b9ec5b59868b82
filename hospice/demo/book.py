"""Rows on their way into the database: plain dictionaries with their numbers, so that they go in by the thousand."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from . import chance

Row = dict[str, Any]


class Book:
    """Collects rows by model and numbers them; a public key is made where the model has one."""

    def __init__(self, seed: str, first: Mapping[type[Any], int]) -> None:
        self.seed = seed
        self.rows: dict[type[Any], list[Row]] = defaultdict(list)
        self._first = first

    def add(self, model: type[Any], **values: Any) -> int:
        """Add a row and give its number. Every row of a model has to name the same columns."""
        rows = self.rows[model]
        number = self._first.get(model, 1) + len(rows)
        row: Row = {"id": number, **values}
        if hasattr(model, "key"):
            row["key"] = self.key(model.__tablename__, len(rows))
        rows.append(row)
        return number

    def key(self, *names: object) -> uuid.UUID:
        """A key that depends on the seed and the names alone."""
        return chance.key(self.seed, *names)
