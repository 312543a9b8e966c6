"""What the rail offers to whom, in its order."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.urls import reverse

from contactcenter.roles import Role, at_least, role_of


@dataclass(frozen=True)
class Place:
    label: str
    url_name: str
    icon: str
    least: Role
    # On a phone these are behind "More".
    is_secondary: bool = False
    # Only for people who take calls themselves.
    is_for_agents: bool = False


PLACES = (
    Place("Board", "board", "layout-dashboard", Role.AGENT),
    Place("Desk", "desk", "headset", Role.AGENT, is_for_agents=True),
    Place("Calls", "calls:list", "phone", Role.AGENT),
    Place("Rooms", "conferences:list", "users", Role.AGENT),
    Place("Recordings", "recordings:list", "audio-lines", Role.AGENT),
    Place("Agents", "agents:list", "headphones", Role.SUPERVISOR, is_secondary=True),
    Place("Queues", "queues:list", "list-ordered", Role.SUPERVISOR, is_secondary=True),
    Place("Settings", "callcontrol:home", "settings", Role.ADMIN, is_secondary=True),
)


@dataclass(frozen=True)
class Item:
    label: str
    icon: str
    url: str
    is_current: bool
    is_secondary: bool


def items_for(user: AbstractBaseUser | AnonymousUser, path: str) -> list[Item]:
    """Return the places that `user` may go to; the one that holds `path` is current."""
    is_agent = role_of(user) is Role.AGENT
    items = []
    for place in PLACES:
        if not at_least(user, place.least) or (place.is_for_agents and not is_agent):
            continue
        url = reverse(place.url_name)
        is_current = path.startswith(url)
        items.append(Item(place.label, place.icon, url, is_current, place.is_secondary))
    return items
