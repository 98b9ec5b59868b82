"""Pages: the registry."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("facilities", __name__)
BLUEPRINTS = [bp]
