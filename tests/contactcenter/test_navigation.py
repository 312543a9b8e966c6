import pytest

from accounts.queries import viewer_of
from contactcenter.navigation import items_for

AGENT = ["Board", "Desk", "Calls", "Rooms", "Recordings"]
SUPERVISOR = [
    "Board",
    "Calls",
    "Rooms",
    "Recordings",
    "Reports",
    "Agents",
    "Queues",
    "Repair",
]


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("ana", AGENT),
        ("sofia", SUPERVISOR),
        ("adam", [*SUPERVISOR, "Settings"]),
        ("eve", []),
    ],
)
def test_rail_offers_what_the_role_may_open(cast, person, expected):
    items = items_for(viewer_of(getattr(cast, person)), "/")
    assert [item.label for item in items] == expected


def test_current_place_is_marked(cast):
    items = items_for(viewer_of(cast.ana), "/desk/")
    assert [item.label for item in items if item.is_current] == ["Desk"]
