"""The cases of today: a few of every state, near their deadlines, made by the real services at the times they tell.

So jobs, messages and audit rows of theirs exist as if people had done it, and the worker goes on with them.
"""

from .play import set_the_stage

__all__ = ["set_the_stage"]
