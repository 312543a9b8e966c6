"""A flow as data: nodes by name, and which node follows which. Pure.

{"start": {"kind": "hours", "schedule": 3, "open": "menu", "closed": "closed"},
 "menu": {"kind": "menu", "text": "For billing press 1.", "seconds": 5, "tries": 3,
          "choices": {"1": "digit-1", "0": "person"}, "otherwise": "person"},
 "digit-1": {"kind": "queue", "queue": 7}, …}
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.states import Kind, Outcome

Node = Mapping[str, Any]
Nodes = Mapping[str, Node]
START = "start"
ENDS = (Kind.QUEUE, Kind.NUMBER, Kind.WORDS)
# By whom callers are answered by a person, or rung for.
PEOPLE = (Kind.QUEUE, Kind.NUMBER)
DIGITS = "1234567890"


def following(node: Node, outcome: str, digit: str = "") -> str:
    """Return the name of the node to which an outcome leads; empty when it ends there."""
    if node["kind"] == Kind.HOURS:
        return str(node["closed" if outcome == Outcome.CLOSED else "open"])
    if node["kind"] == Kind.MENU:
        return str(node["choices"].get(digit) or node["otherwise"])
    return ""


def ways(node: Node) -> list[tuple[str, str]]:
    """Return the ways out of a node: what leads to it in words, and its name."""
    if node["kind"] == Kind.HOURS:
        return [("open", node["open"]), ("closed", node["closed"])]
    if node["kind"] == Kind.MENU:
        choices = [(digit, node["choices"][digit]) for digit in sorted(node["choices"])]
        return [*choices, ("nothing", node["otherwise"])]
    return []


def troubles(nodes: Nodes) -> list[str]:
    """Return what is wrong with a flow, one sentence each; empty when callers may come."""
    if START not in nodes:
        return ["It has no beginning."]
    found = []
    for name in reached(nodes):
        node = nodes[name]
        missing = [to for _, to in ways(node) if to not in nodes]
        found += [f"{name} leads to {to}, which is not there." for to in missing]
        if node["kind"] == Kind.MENU and not _leads_to_people(nodes, node):
            found.append("Whoever presses nothing has to come to a person.")
    if not found and _goes_round(nodes, START, ()):
        found.append("It leads round in a circle.")
    return found


def _leads_to_people(nodes: Nodes, menu: Node) -> bool:
    last = nodes.get(menu["otherwise"])
    return last is not None and last["kind"] in PEOPLE


def _goes_round(nodes: Nodes, name: str, before: Sequence[str]) -> bool:
    if name in before:
        return True
    further = (to for _, to in ways(nodes[name]))
    return any(_goes_round(nodes, to, (*before, name)) for to in further)


def reached(nodes: Nodes) -> list[str]:
    """Return the names of all nodes that somebody can come to, nearest first."""
    names = [START]
    for name in names:
        further = (to for _, to in ways(nodes[name]) if to in nodes)
        names.extend(to for to in dict.fromkeys(further) if to not in names)
    return names


@dataclass(frozen=True)
class Stop:
    """A node that somebody passes, and by what they go on."""

    name: str
    kind: str
    way: str = ""


def walk(
    nodes: Nodes, digits: str, *, is_open: Callable[[Node], bool]
) -> Iterator[Stop]:
    """Yield the way of a caller who presses these digits, one at each menu."""
    pressed = iter(digits)
    name = START
    while name:
        node = nodes[name]
        outcome, digit, way = "", "", ""
        if node["kind"] == Kind.HOURS:
            outcome = Outcome.OPEN if is_open(node) else Outcome.CLOSED
            way = outcome
        elif node["kind"] == Kind.MENU:
            digit = next(pressed, "")
            way = digit if digit in node["choices"] else "nothing"
        yield Stop(name, node["kind"], str(way))
        name = following(node, outcome, digit)
