"""Pages: signing in, one's own account, and the accounts and grants that administrators keep."""

from __future__ import annotations

from . import grants, own, people, roles, signing
from .blueprint import bp

__all__ = ["bp", "grants", "own", "people", "roles", "signing"]
