"""What people see on their screens, read from the HTML that was pushed to them.

Nothing here knows the tables of the product: a screen that says the same in other rows
passes, and rows that no screen shows do not help.
"""

import re
from dataclasses import dataclass, field

from tests.lost.glance import Glance
from tests.lost.truth import NAMES
from ui.outside import phone

TAG = re.compile(r"<[^>]+>")


def words(html: str) -> str:
    return " ".join(TAG.sub(" ", html).split())


@dataclass(frozen=True)
class Button:
    """One that can be pressed; those that are greyed out or pending are left out."""

    label: str
    action: str
    fields: dict[str, str]


def buttons(html: str) -> list[Button]:
    forms = re.findall(
        r'<form class="cc-command" method="post" action="([^"]*)"[^>]*>(.*?)</form>',
        html,
    )
    found = []
    for action, inside in forms:
        attributes, label = re.findall(r"<button([^>]*)>(.*)</button>", inside)[0]
        if "disabled" in attributes or "data-pending" in attributes:
            continue
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', inside)
        found.append(Button(words(label), action, dict(hidden)))
    return found


@dataclass
class Seen:
    """What the screens say now; people by the names that they have in the story."""

    # Caller → what is said to happen to them in the queue.
    waiting: dict[str, str] = field(default_factory=dict)
    # Caller → the agent beside them, "" for nobody.
    talking: dict[str, str] = field(default_factory=dict)
    # Caller → how many are said to be in their room.
    rooms: dict[str, int] = field(default_factory=dict)
    recorded: set[str] = field(default_factory=set)
    # Roles in which a supervisor is said to be on a call, those connecting left out.
    listening: set[str] = field(default_factory=set)
    # Agent → state.
    agents: dict[str, str] = field(default_factory=dict)
    # Agent → the caller who is offered, or talked with, on their desk.
    offered: dict[str, str] = field(default_factory=dict)
    with_caller: dict[str, str] = field(default_factory=dict)
    # Leg's key → state and place on the page of the call.
    legs: dict[int, tuple[str, str]] = field(default_factory=dict)
    # How many the page of the room says are in it; None while there is no such page.
    in_room: int | None = None


def read_board(board: Glance, seen: Seen) -> None:
    html = board.parts["waiting-callers"]
    for row in re.findall(r'<tr id="waiting-\d+".*?</tr>', html):
        name = words(re.findall(r"<th.*?</th>", row)[0])
        now = re.findall(r'data-label="Now">(.*?)</td>', row)[0]
        seen.waiting[caller_in(name)] = words(now)
    live = board.parts["live-calls"]
    for row in items(live, "live-call"):
        caller, _, others = title(row).partition(" ↔ ")
        # The agents come first, then whoever else is with them.
        first = caller_in(others.partition(", ")[0])
        seen.talking[caller_in(caller)] = "" if first == "nobody" else first
        said = re.findall(
            r'<span class="visually-hidden">: (\w+)</span>( connecting)?', row
        )
        seen.listening |= {role for role, connecting in said if not connecting}
        if 'class="cc-rec"' in row:
            seen.recorded.add(caller_in(caller))
    for row in items(board.parts["conferences-panel"], "room"):
        [number] = re.findall(r"(\d+) in the room", row)
        seen.rooms[caller_in(title(row))] = int(number)
    for row in items(live, "recording"):
        seen.recorded.add(caller_in(title(row).partition(" ↔ ")[0]))
    html = board.parts["agents-panel"]
    for state, name in re.findall(r'data-state="(\w+)".*?<b>(.*?)</b>', html):
        seen.agents[words(name)] = state


def items(html: str, kind: str) -> list[str]:
    """Cut a list into the pieces that begin with an item of this kind."""
    pieces = re.split(r'(?=<li class="cc-item" id=")', html)
    return [one for one in pieces if one.startswith(f'<li class="cc-item" id="{kind}-')]


def title(row: str) -> str:
    return words(re.findall(r'<div class="cc-item-title">(.*?)</div>', row)[0])


def read_desk(name: str, desk: Glance, seen: Seen) -> None:
    offer = desk.parts["desk-offer"]
    if "cc-offer-caller" in offer:
        text = words(re.findall(r'"cc-offer-caller">(.*?)</div>', offer)[0])
        seen.offered[name] = caller_in(text)
    call = desk.parts["desk-call"]
    if headings := re.findall(r"<h2[^>]*>(.*?)</h2>", call):
        seen.with_caller[name] = caller_in(words(headings[0]))


def read_call(page: Glance, seen: Seen) -> None:
    html = page.parts["call-head"]
    for pk, row in re.findall(r'<tr id="leg-(\d+)">(.*?)</tr>', html):
        [state] = re.findall(r'data-label="State">(.*?)</td>', row)
        [place] = re.findall(r'data-label="Where">(.*?)</td>', row)
        seen.legs[int(pk)] = (words(state), words(place))


def read_room(page: Glance, seen: Seen) -> None:
    html = page.parts["room-participants"]
    [number] = re.findall(r"(\d+) in the room", html)
    seen.in_room = int(number)


def caller_in(text: str) -> str:
    """Screens print the name of a caller when Telnyx told it, else the number."""
    for number, name in NAMES.items():
        if name in text or phone(number) in text:
            return name
    return text
