"""What the rail offers to whom, in its order."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.roles import Verb
from accounts.viewers import Viewer


@dataclass(frozen=True)
class Place:
    label: str
    url_name: str
    icon: str
    # One of these is enough; without any, a role is.
    verbs: tuple[Verb, ...] = ()
    is_for_whole_site: bool = False
    # On a phone these are behind "More".
    is_secondary: bool = False
    # Other beginnings of addresses that belong to the place.
    also: tuple[str, ...] = ()


WATCH = (Verb.WATCH,)
PLACES = (
    Place("Board", "board", "layout-dashboard"),
    Place("Desk", "desk", "headset", (Verb.TAKE_CALLS,)),
    Place("Calls", "calls:list", "phone"),
    Place("Rooms", "conferences:list", "users"),
    Place("Recordings", "recordings:list", "audio-lines", (Verb.HEAR,)),
    Place(
        "Reports",
        "reports:report",
        "chart-column",
        (Verb.SEE_REPORTS,),
        is_secondary=True,
    ),
    Place("Agents", "agents:list", "headphones", WATCH, is_secondary=True),
    Place(
        "Queues",
        "queues:list",
        "list-ordered",
        (Verb.WATCH, Verb.EDIT_QUEUE),
        is_secondary=True,
    ),
    Place(
        "Repair",
        "repair:desk",
        "wrench",
        WATCH,
        is_for_whole_site=True,
        is_secondary=True,
    ),
    Place(
        "Settings",
        "people:list",
        "settings",
        (Verb.MANAGE_PEOPLE,),
        is_secondary=True,
        also=(
            "/callcontrol/",
            "/settings/teams/",
            "/settings/roles/",
            "/settings/reasons/",
            "/settings/audit/",
            "/settings/skills/",
            "/settings/flows/",
            "/settings/hours/",
            "/settings/presence/",
            "/settings/retention/",
            "/settings/caller/",
        ),
    ),
)
# Where settings begin for who manages no people.
ACCOUNT = Place(
    "Settings",
    "provisioning:home",
    "settings",
    (Verb.MANAGE_SETTINGS,),
    is_secondary=True,
    also=(
        "/callcontrol/",
        "/settings/flows/",
        "/settings/hours/",
        "/settings/presence/",
        "/settings/audit/",
        "/settings/retention/",
        "/settings/caller/",
    ),
)
# For who manages neither.
AUDIT = Place(
    "Audit",
    "privacy:record",
    "scroll-text",
    (Verb.READ_AUDIT,),
    is_for_whole_site=True,
    is_secondary=True,
)


@dataclass(frozen=True)
class Item:
    label: str
    icon: str
    url: str
    is_current: bool
    is_secondary: bool


def is_open_to(place: Place, viewer: Viewer) -> bool:
    if place.is_for_whole_site and not viewer.everywhere:
        return False
    if not place.verbs:
        return viewer.has_role
    return any(viewer.may(verb) for verb in place.verbs)


def items_for(viewer: Viewer, path: str) -> list[Item]:
    """Return the places that they may go to; the one that holds `path` is current."""
    items = []
    for place in (*PLACES, *_more_places(viewer)):
        if not is_open_to(place, viewer):
            continue
        url = reverse(place.url_name)
        is_current = path.startswith((url, *place.also))
        items.append(Item(place.label, place.icon, url, is_current, place.is_secondary))
    return items


def _more_places(viewer: Viewer) -> tuple[Place, ...]:
    """Return where those begin who see only a part of the settings."""
    if viewer.may(Verb.MANAGE_PEOPLE):
        return ()
    return (ACCOUNT,) if viewer.may(Verb.MANAGE_SETTINGS) else (AUDIT,)
