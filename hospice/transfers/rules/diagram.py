"""The step tables as a drawing for the help page: nodes and edges with the words that stand on them."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

from hospice.episodes.rules.faces import Face
from hospice.facilities.rules.codes import Coded

from .codes import RequestStatus, Route, TransferStatus
from .faces import face
from .steps import Life, names

S = TypeVar("S", RequestStatus, TransferStatus)
A = TypeVar("A", bound=Coded)


class Node(NamedTuple):
    """A state; `depth` is the fewest steps from the start, by which a page can place it in columns."""

    code: str
    face: Face
    depth: int
    starts: bool
    ends: bool


class Edge(NamedTuple):
    """A step between two states: what, by whom, what must be fulfilled, and on which way only (none: on both)."""

    source: str
    target: str
    action: Any
    who: str
    needs: tuple[Any, ...]
    reason: bool
    only: Any | None


class Diagram(NamedTuple):
    """All nodes and edges of a life."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def draw(life: Life[S, A]) -> Diagram:
    """The drawing of a life, in the order of its tables: the same rows that refuse and allow."""
    edges = tuple(
        Edge(
            source.value,
            step.target.value,
            step.action.label,
            names(step.by),
            tuple(need.label for need in step.needs),
            step.reason,
            next(iter(step.routes)).label if len(step.routes) < len(Route) else None,
        )
        for step in life.steps
        for source in type(life.start)
        if source in step.sources
    )
    depths = _depths(life.start.value, edges)
    ends = life.ends()
    nodes = tuple(
        Node(status.value, face(status), depths[status.value], status is life.start, status in ends)
        for status in type(life.start)
    )
    return Diagram(nodes, edges)


def _depths(start: str, edges: tuple[Edge, ...]) -> dict[str, int]:
    depths, border = {start: 0}, [start]
    while border:
        reached = dict.fromkeys(edge.target for edge in edges if edge.source in border and edge.target not in depths)
        depths |= dict.fromkeys(reached, depths[border[0]] + 1)
        border = list(reached)
    return depths
