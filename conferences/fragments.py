"""What can change of rooms, live calls and supervision on a screen."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from agents.models import Agent
from conferences.models import Conference
from conferences.queries import rooms as room_queries
from conferences.queries import story, supervised
from conferences.states import SupervisorRole
from contactcenter.roles import Role
from live import topics
from live.fragments import Fragment, Scope
from live.news import news

NOTHING: frozenset[str] = frozenset()


def _may_supervise(scope: Scope) -> bool:
    return scope.role in (Role.SUPERVISOR, Role.ADMIN)


def live_calls(scope: Scope) -> dict[str, Any]:
    return {
        "live_calls": supervised.live_calls(),
        "can_supervise": _may_supervise(scope),
        "roles": [(role, supervised.ICONS[role]) for role in SupervisorRole],
    }


def dock(scope: Scope) -> dict[str, Any]:
    if scope.user_pk is None:
        return {"dock": None}
    return {"dock": supervised.dock_of(scope.user_pk, now=scope.now)}


def rooms(scope: Scope) -> dict[str, Any]:
    return {"rooms": room_queries.open_rooms()}


def visible(scope: Scope) -> QuerySet[Conference]:
    if scope.sees_all:
        return Conference.objects.all()
    return room_queries.rooms_of(scope.user_pk or 0)


def newest(scope: Scope) -> dict[str, Any]:
    found = room_queries.rooms_with_people(visible(scope))
    size = room_queries.PAGE_SIZE
    lines = room_queries.listed(found[: size + 1])
    return {"lines": lines[:size], "has_more": len(lines) > size}


def changes(scope: Scope) -> list[object]:
    """Return what differs once a room was made, went on or ended."""
    found = visible(scope)
    return [room_queries.newest_pk(found), *room_queries.open_states(found)]


def _conference(scope: Scope) -> Conference:
    found = Conference.objects.filter(pk=scope.pk or 0).select_related("call").first()
    if found is None:
        raise Http404
    return found


def room(scope: Scope) -> dict[str, Any]:
    return {
        "room": room_queries.room_of(_conference(scope), now=scope.now),
        "is_agent": scope.role == Role.AGENT,
    }


def room_events(scope: Scope) -> dict[str, Any]:
    conference = _conference(scope)
    return {"events": story.room_events(conference)}


def desk_call(scope: Scope) -> dict[str, Any]:
    found = None
    if scope.user_pk is not None:
        found = room_queries.desk_call_of(scope.user_pk, now=scope.now)
    return {
        "desk": found,
        "room": found.room if found else None,
        "is_agent": True,
    }


def _calls(_: Scope) -> frozenset[str]:
    return frozenset({topics.calls(), topics.conferences()})


def _rooms(_: Scope) -> frozenset[str]:
    return frozenset({topics.conferences()})


def _room(scope: Scope) -> frozenset[str]:
    return frozenset({topics.conference(scope.pk)}) if scope.pk else NOTHING


def _user(scope: Scope) -> frozenset[str]:
    return frozenset({topics.user(scope.user_pk)}) if scope.user_pk else NOTHING


def _desk(scope: Scope) -> frozenset[str]:
    """The person, and the call they are on: every change of a room names its call."""
    legs = Agent.objects.filter(user_id=scope.user_pk or 0, leg__isnull=False)
    calls = legs.values_list("leg__call_id", flat=True)
    return _user(scope) | {topics.call(pk) for pk in calls}


def _visible_topics(scope: Scope) -> frozenset[str]:
    """For an agent their own rooms, and the call of which the next one can be made."""
    if scope.sees_all or scope.user_pk is None:
        return _rooms(scope)
    going_on = room_queries.open_states(visible(scope))
    return _desk(scope) | {topics.conference(pk) for pk, _ in going_on}


LIST = Fragment(
    "rooms-list", "conferences/_list.html", newest, _visible_topics, varies="sight"
)
NEWS = news("rooms-news", changes, _visible_topics)
LIVE_CALLS = Fragment(
    "live-calls", "conferences/_live_calls.html", live_calls, _calls, varies="role"
)
ROOMS = Fragment("conferences-panel", "conferences/_rooms.html", rooms, _rooms)
DOCK = Fragment(
    "supervision-dock", "conferences/_dock.html", dock, _user, varies="user"
)
ROOM_HEAD = Fragment("room-head", "conferences/_head.html", room, _room)
ROOM_PARTICIPANTS = Fragment(
    "room-participants", "conferences/_participants.html", room, _room, varies="role"
)
ROOM_EVENTS = Fragment("room-events", "conferences/_events.html", room_events, _room)
DESK_CALL = Fragment(
    "desk-call", "conferences/_desk_call.html", desk_call, _desk, varies="user"
)
