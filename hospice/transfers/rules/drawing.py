"""The picture of a life for the help page: states in columns by how far they are from the start, forward steps as lines."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from hospice.episodes.rules.faces import Face

from .diagram import Diagram, Node

COLUMN, ROW = 164, 58  # from one state to the next, in units of the drawing
WIDE, HIGH = 128, 38
EDGE = 2  # room around, so that no stroke is cut


class Box(NamedTuple):
    """A state where it stands; `ends` are drawn thinner, since nothing leads out of them."""

    face: Face
    x: int
    y: int
    ends: bool
    starts: bool


class Picture(NamedTuple):
    """Boxes and lines, and how large the drawing is."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[str, ...]  # as SVG writes a path


def placed(diagram: Diagram) -> Picture:
    """Every state in its column, those that go on above those that end; a line for each step that leads on by one column."""
    columns: dict[int, list[Node]] = defaultdict(list)
    for node in sorted(diagram.nodes, key=lambda node: node.ends):
        columns[node.depth].append(node)
    at = {
        node.code: (EDGE + depth * COLUMN, EDGE + row * ROW)
        for depth, nodes in columns.items()
        for row, node in enumerate(nodes)
    }
    boxes = tuple(Box(node.face, *at[node.code], node.ends, node.starts) for node in diagram.nodes)
    depth = {node.code: node.depth for node in diagram.nodes}
    forward = {
        (edge.source, edge.target): None for edge in diagram.edges if depth[edge.target] == depth[edge.source] + 1
    }
    lines = tuple(_line(at[source], at[target]) for source, target in forward)
    rows = max(len(nodes) for nodes in columns.values())
    width, height = len(columns) * COLUMN - (COLUMN - WIDE) + 2 * EDGE, rows * ROW - (ROW - HIGH) + 2 * EDGE
    return Picture(width, height, boxes, lines)


def _line(source: tuple[int, int], target: tuple[int, int]) -> str:
    """From the right of one box to the left of the next, bent in the middle so that lines stay apart from boxes."""
    x1, y1 = source[0] + WIDE, source[1] + HIGH // 2
    x2, y2 = target[0], target[1] + HIGH // 2
    middle = (x1 + x2) // 2
    return f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"
