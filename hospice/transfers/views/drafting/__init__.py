"""Pages: a new transfer in three steps, one more receiver, and a place that is not in the network."""

from . import choosing, consenting, forwarding, leaving, needing, starting  # noqa: F401 - the pages register themselves
from .drafts import bp

__all__ = ["bp"]
