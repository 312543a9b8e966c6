"""Every live screen: what it shows and who may look. One of the two tables to read first."""

from collections.abc import Callable

from django.http import Http404

from accounts.roles import Verb
from accounts.viewers import Viewer, require, require_everywhere
from agents import fragments as agents
from agents.access import get_agent_to_see, may_list_agents
from callcontrol.fragments import NOTICES
from callcontrol.health import fragments as provider
from callcontrol.repair import fragments as repair
from calls import fragments as calls
from calls.access import get_call_for
from conferences import fragments as rooms
from conferences.access import get_room_for
from contactcenter.fragments import LIVE_CALLS
from contactcenter.spoken import SPOKEN
from live.screens import Screen
from outcomes import fragments as outcomes
from queues import fragments as queues
from queues.access import get_entry_to_assign
from recordings import fragments as recordings
from transfers import fragments as transfers

# Printed by the frame of every screen.
SHELL = (provider.BAR, provider.LIGHT, NOTICES, agents.STATE, SPOKEN)


def who_may_see_the_call(viewer: Viewer, pk: int | None) -> None:
    get_call_for(viewer, subject(pk))


def who_may_see_the_agent(viewer: Viewer, pk: int | None) -> None:
    get_agent_to_see(viewer, subject(pk))


def who_may_see_the_room(viewer: Viewer, pk: int | None) -> None:
    get_room_for(viewer, subject(pk))


def who_may(*verbs: Verb) -> Callable[[Viewer, int | None], None]:
    """Return who may look at a screen that is about nothing in particular."""

    def authorize(viewer: Viewer, pk: int | None) -> None:
        require(viewer, *verbs)
        if pk is not None:
            raise Http404

    return authorize


def who_may_repair(viewer: Viewer, pk: int | None) -> None:
    """What disagrees may concern anybody, so it is for who watches the whole site."""
    require_everywhere(viewer, Verb.WATCH)
    if pk is not None:
        raise Http404


def who_may_assign_the_caller(viewer: Viewer, pk: int | None) -> None:
    get_entry_to_assign(viewer, subject(pk))


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
            queues.CLOSED,
            queues.TILES,
            queues.RINGING,
            queues.QUEUE_TABLE,
            queues.WAITING,
            agents.PANEL,
            LIVE_CALLS,
            rooms.ROOMS,
            queues.CALLS_CHART,
            rooms.DOCK,
        ),
        who_may(),
    ),
    Screen(
        "desk",
        "contactcenter/desk.html",
        (
            *SHELL,
            agents.DESK_STATE,
            queues.DESK_OFFER,
            rooms.DESK_CALL,
            transfers.DESK_TRANSFER,
            transfers.TARGETS,
            recordings.DESK_RECORDING,
            outcomes.DESK_CONTACTS,
            outcomes.DESK_NOTES,
            queues.DESK_QUEUES,
            queues.DESK_WAITING,
            agents.DESK_DAY,
        ),
        who_may(),
    ),
    Screen("calls", "calls/list.html", (*SHELL, calls.LIST), who_may()),
    Screen("calls-found", "calls/list.html", (*SHELL, calls.NEWS), who_may()),
    Screen(
        "call",
        "calls/detail.html",
        (
            *SHELL,
            calls.HEAD,
            outcomes.REMARKS,
            queues.DECISIONS,
            calls.TIMELINE,
            rooms.DOCK,
        ),
        who_may_see_the_call,
    ),
    Screen("rooms", "conferences/list.html", (*SHELL, rooms.LIST), who_may()),
    Screen(
        "rooms-found",
        "conferences/list.html",
        (*SHELL, rooms.NEWS),
        who_may(),
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
        who_may(Verb.HEAR),
    ),
    Screen(
        "recordings-found",
        "recordings/list.html",
        (*SHELL, recordings.NEWS),
        who_may(Verb.HEAR),
    ),
    Screen(
        "queues",
        "queues/list.html",
        (*SHELL, queues.LIST),
        who_may(Verb.WATCH, Verb.EDIT_QUEUE),
    ),
    Screen(
        "assign",
        "queues/assign.html",
        (*SHELL, queues.ASSIGNMENT),
        who_may_assign_the_caller,
    ),
    Screen(
        "repair",
        "callcontrol/repair.html",
        (*SHELL, repair.FOUND, repair.DONE),
        who_may_repair,
    ),
    Screen(
        "agent",
        "agents/detail.html",
        (*SHELL, agents.AGENT_PAGE),
        who_may_see_the_agent,
    ),
    Screen("agents", "agents/list.html", (*SHELL, agents.TABLE), may_list_agents),
)

SCREENS: dict[str, Screen] = {screen.name: screen for screen in _SCREENS}
