"""Pages: about the data; the boundaries that maps draw."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("regions", __name__)
