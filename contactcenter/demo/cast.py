"""Who works in the demo, in which queues, and what can come of their calls."""

from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from accounts.roles import Role


class Person(NamedTuple):
    username: str
    name: str
    role: Role


class Line(NamedTuple):
    """A queue: its name, that at Telnyx, its target wait in seconds, how wrap-up ends."""

    name: str
    telnyx_name: str
    target_wait_secs: int
    wrap_up_mode: str = "timed"
    requires_outcome: bool = False


QUEUES = (
    Line("Billing", "billing", 60),
    Line("Support", "support", 120),
    Line("Sales", "sales", 45),
    Line("Orders", "orders", 90, "mandatory", requires_outcome=True),
    Line("Returns", "returns", 120, "none"),
    Line("Appointments", "appointments", 90, "discretionary"),
)
# Name, team, queues by their places in QUEUES, and what they know. The first six stay
# free to be signed in as.
AGENTS: tuple[tuple[str, str, tuple[int, ...], dict[str, int]], ...] = (
    ("Ana Ruiz", "Accounts", (0, 1), {"Spanish": 5}),
    ("Ben Okafor", "Accounts", (0, 2), {}),
    ("Chloe Martin", "Accounts", (0, 2), {"French": 5}),
    ("Daniel Kim", "Technical", (1,), {}),
    ("Elena Rossi", "Technical", (1,), {"German": 2}),
    ("Farid Haddad", "Technical", (1, 2), {"French": 3}),
    ("Grace Lindholm", "Accounts", (0, 4), {"German": 3}),
    ("Hassan Demir", "Accounts", (0, 3), {"German": 4}),
    ("Ingrid Solberg", "Accounts", (0, 4), {"German": 4}),
    ("Jonas Weber", "Accounts", (0, 1), {"German": 5}),
    ("Kofi Mensah", "Technical", (1, 0), {"French": 4}),
    ("Lucía Ferrer", "Technical", (1, 2), {"Spanish": 5}),
    ("Mara Keller", "Technical", (1, 3), {"German": 5}),
    ("Nils Brandt", "Technical", (1, 4, 5), {"German": 4}),
    ("Olga Petrova", "Commercial", (2, 3), {}),
    ("Pablo Moreno", "Commercial", (2, 0), {"Spanish": 5}),
    ("Quinn Abel", "Commercial", (2, 1), {}),
    ("Rosa Duarte", "Commercial", (3, 4), {"Spanish": 4, "German": 3}),
    ("Sven Eriksen", "Commercial", (3, 2), {"German": 3}),
    ("Tara Nair", "Commercial", (3, 1, 5), {}),
    ("Umar Farouk", "Care", (4, 3), {"German": 3}),
    ("Vera Novak", "Care", (4, 0), {"German": 4}),
    ("Wim Jansen", "Care", (5, 1), {"German": 3}),
    ("Yuki Tanaka", "Care", (5, 2), {}),
)
PEOPLE = (
    Person("admin", "Adam Novak", Role.ADMIN),
    Person("supervisor", "Sofia Lindqvist", Role.SUPERVISOR),
    *(
        Person(f"agent{number}", name, Role.AGENT)
        for number, (name, *_) in enumerate(AGENTS, start=1)
    ),
)
SKILLS = ("French", "German", "Spanish")
# Callers of Returns speak German at first; after so many seconds anybody will do.
NEEDS = ("Returns", "German", 2, 20)
# What can come of every queue's calls, in two levels.
OUTCOMES: dict[str, tuple[str, ...]] = {
    "Solved": ("Explained", "Changed", "Refunded"),
    "Passed on": ("Colleague", "Other team"),
    "Call back": (),
    "Wrong number": (),
}
# So many of the last agents work by themselves; and how long people talk with them, in
# seconds. Held together by tests/contactcenter/test_demo_load.py.
STAFF = 18
CALLS_PER_MINUTE = 6
PATIENCE = (20, 180)
TALK = (35, 185)
# The longest that one of them takes for wrap-up.
WRAP_UP = 12


def in_trouble(now: datetime) -> str:
    """Return the queue whose people are at lunch now: another one each second half hour."""
    local = timezone.localtime(now)
    return QUEUES[local.hour % len(QUEUES)].name if local.minute >= 30 else ""


def at_lunch(queue_name: str) -> list[str]:
    """Return who of the staff leaves a queue short: all whose first it is, but one."""
    if not queue_name:
        return []
    place = next(n for n, one in enumerate(QUEUES) if one.name == queue_name)
    first = len(AGENTS) - STAFF + 1
    theirs = [
        f"agent{number}"
        for number, (_, _, queues, _) in enumerate(AGENTS, start=1)
        if number >= first and queues[0] == place
    ]
    return theirs[1:]
