"""What the rail offers to whom, in its order."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from contactcenter.roles import Role, at_least, role_of


@dataclass(frozen=True)
class Item:
    label: str
    url_name: str
    icon: str
    least: Role
    # On a phone these are behind "More".
    is_secondary: bool = False
    # Only for people who take calls themselves.
    is_for_agents: bool = False


ITEMS = (
    Item("Board", "board", "layout-dashboard", Role.AGENT),
    Item("Desk", "desk", "headset", Role.AGENT, is_for_agents=True),
    Item("Calls", "calls:list", "phone", Role.AGENT),
    Item("Rooms", "conferences:list", "users", Role.AGENT),
    Item("Recordings", "recordings:list", "audio-lines", Role.AGENT),
    Item("Agents", "agents:list", "headphones", Role.SUPERVISOR, is_secondary=True),
    Item("Queues", "queues:list", "list-ordered", Role.SUPERVISOR, is_secondary=True),
    Item("Settings", "settings", "settings", Role.ADMIN, is_secondary=True),
)


def items_for(user: AbstractBaseUser | AnonymousUser) -> list[Item]:
    is_agent = role_of(user) is Role.AGENT
    return [
        item
        for item in ITEMS
        if at_least(user, item.least) and (is_agent or not item.is_for_agents)
    ]
