"""Pages: signing in, and the accounts and grants that administrators keep."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("accounts", __name__)
