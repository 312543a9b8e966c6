"""Every live screen: what it shows and who may look. One of the two tables to read first."""

from django.contrib.auth.models import User
from django.http import Http404

from agents import fragments as agents
from agents.access import may_list_agents
from callcontrol.fragments import NOTICES
from calls import fragments as calls
from calls.access import get_call_for
from conferences import fragments as rooms
from conferences.access import get_room_for
from contactcenter.roles import Role, require
from live.screens import Screen
from queues import fragments as queues
from queues.access import get_entry_to_assign
from recordings import fragments as recordings

# Printed by the frame of every screen.
SHELL = (NOTICES, agents.STATE)


def anybody_of_ours(user: User, pk: int | None) -> None:
    require(user, Role.AGENT)
    if pk is not None:
        raise Http404


def who_may_see_the_call(user: User, pk: int | None) -> None:
    get_call_for(user, subject(pk))


def who_may_see_the_room(user: User, pk: int | None) -> None:
    get_room_for(user, subject(pk))


def supervisors(user: User, pk: int | None) -> None:
    require(user, Role.SUPERVISOR)
    if pk is not None:
        raise Http404


def who_may_assign_the_caller(user: User, pk: int | None) -> None:
    get_entry_to_assign(user, subject(pk))


def subject(pk: int | None) -> int:
    """Return the pk of a screen that is about something; raises Http404 without."""
    if pk is None:
        raise Http404
    return pk


_SCREENS = (
    Screen(
        "board",
        "contactcenter/board.html",
        (
            *SHELL,
            queues.TILES,
            queues.QUEUE_TABLE,
            queues.WAITING,
            agents.PANEL,
            rooms.LIVE_CALLS,
            recordings.UNDERWAY,
            rooms.ROOMS,
            rooms.DOCK,
        ),
        anybody_of_ours,
    ),
    Screen(
        "desk",
        "contactcenter/desk.html",
        (
            *SHELL,
            agents.DESK_STATE,
            queues.DESK_OFFER,
            rooms.DESK_CALL,
            recordings.DESK_RECORDING,
            queues.DESK_WAITING,
        ),
        anybody_of_ours,
    ),
    Screen("calls", "calls/list.html", (*SHELL, calls.LIST), anybody_of_ours),
    Screen("calls-found", "calls/list.html", (*SHELL, calls.NEWS), anybody_of_ours),
    Screen(
        "call",
        "calls/detail.html",
        (*SHELL, calls.HEAD, calls.TIMELINE, rooms.DOCK),
        who_may_see_the_call,
    ),
    Screen("rooms", "conferences/list.html", (*SHELL, rooms.LIST), anybody_of_ours),
    Screen(
        "rooms-found",
        "conferences/list.html",
        (*SHELL, rooms.NEWS),
        anybody_of_ours,
    ),
    Screen(
        "room",
        "conferences/room.html",
        (
            *SHELL,
            rooms.ROOM_HEAD,
            rooms.ROOM_PARTICIPANTS,
            rooms.ROOM_EVENTS,
            rooms.DOCK,
        ),
        who_may_see_the_room,
    ),
    Screen(
        "recordings",
        "recordings/list.html",
        (*SHELL, recordings.LIST),
        anybody_of_ours,
    ),
    Screen(
        "recordings-found",
        "recordings/list.html",
        (*SHELL, recordings.NEWS),
        anybody_of_ours,
    ),
    Screen("queues", "queues/list.html", (*SHELL, queues.LIST), supervisors),
    Screen(
        "assign",
        "queues/assign.html",
        (*SHELL, queues.ASSIGNMENT),
        who_may_assign_the_caller,
    ),
    Screen("agents", "agents/list.html", (*SHELL, agents.TABLE), may_list_agents),
)

SCREENS: dict[str, Screen] = {screen.name: screen for screen in _SCREENS}
