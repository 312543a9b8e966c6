"""A flow as a drawing: boxes in columns from left to right, and lines. Pure."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from flows.graph import START, Node, Nodes, reached, ways

WIDTH, HEIGHT = 210, 58
GAP_X, GAP_Y, EDGE = 130, 18, 10


@dataclass(frozen=True)
class Box:
    name: str
    kind: str
    title: str
    detail: str
    x: int
    y: int
    is_passed: bool

    @property
    def text_x(self) -> int:
        return self.x + 14


@dataclass(frozen=True)
class Line:
    path: str
    label: str
    label_x: int
    label_y: int
    is_passed: bool


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


Words = Callable[[Node], tuple[str, str]]


def draw(nodes: Nodes, words: Words, passed: Collection[str] = ()) -> Picture:
    """Return the drawing of a flow; `words` are title and detail of a node."""
    places = _places(nodes)
    boxes = tuple(
        Box(name, nodes[name]["kind"], *words(nodes[name]), x, y, name in passed)
        for name, (x, y) in places.items()
    )
    lines = tuple(
        _line(places[name], places[to], label, name in passed and to in passed)
        for name in places
        for to, label in _grouped(nodes[name]).items()
        if to in places
    )
    right = max(x for x, _ in places.values()) + WIDTH + EDGE
    bottom = max(y for _, y in places.values()) + HEIGHT + EDGE
    return Picture(right, bottom, boxes, lines)


def _grouped(node: Node) -> dict[str, str]:
    """Return the labels of all ways to the same node as one."""
    found: dict[str, list[str]] = {}
    for label, to in ways(node):
        found.setdefault(to, []).append(label)
    return {to: ", ".join(labels) for to, labels in found.items()}


def _places(nodes: Nodes) -> dict[str, tuple[int, int]]:
    columns: dict[int, list[str]] = {}
    for name, depth in _depths(nodes).items():
        columns.setdefault(depth, []).append(name)
    return {
        name: (EDGE + depth * (WIDTH + GAP_X), EDGE + row * (HEIGHT + GAP_Y))
        for depth, names in columns.items()
        for row, name in enumerate(names)
    }


def _depths(nodes: Nodes) -> dict[str, int]:
    """Return the column of each node: right of all that lead to it."""
    depths = dict.fromkeys(reached(nodes), 0)
    for _ in depths:
        for name in depths:
            for _, to in ways(nodes[name]):
                if to in depths and to != START:
                    depths[to] = max(depths[to], min(depths[name] + 1, len(depths)))
    return depths


def _line(
    start: tuple[int, int], end: tuple[int, int], label: str, is_passed: bool
) -> Line:
    x1, y1 = start[0] + WIDTH, start[1] + HEIGHT // 2
    x2, y2 = end[0], end[1] + HEIGHT // 2
    middle = x2 - GAP_X + 24
    path = f"M{x1},{y1} H{middle} V{y2} H{x2}"
    return Line(path, label, middle + 6, y2 - 6, is_passed)
