"""Pages of coverage: the network's figures, and those of one county."""

from __future__ import annotations

from . import county, data, network
from .asking import has_own_county

BLUEPRINTS = [network.bp, county.bp]

__all__ = ["BLUEPRINTS", "county", "data", "has_own_county", "network"]
