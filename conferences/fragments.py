"""What can change of rooms, live calls and supervision on a screen."""

from typing import Any

from django.http import Http404

from accounts.roles import Verb
from agents.models import Agent
from calls.access import is_on, may_run
from conferences.access import listed, roles_of
from conferences.models import Conference
from conferences.queries import desk, story, supervised
from conferences.queries import rooms as room_queries
from live import topics
from live.fragments import Fragment, Scope
from live.news import news

NOTHING: frozenset[str] = frozenset()


def dock(scope: Scope) -> dict[str, Any]:
    if scope.user_pk is None:
        return {"dock": None}
    return {
        "dock": supervised.dock_of(scope.user_pk, now=scope.now),
        "may": roles_of(scope.viewer),
    }


def rooms(scope: Scope) -> dict[str, Any]:
    """Those who watch see the rooms of their scope; an agent's own is on their desk."""
    watches = scope.viewer.may(Verb.WATCH)
    found = room_queries.open_rooms(listed(scope.viewer)) if watches else []
    return {"rooms": found, "watches": watches}


def newest(scope: Scope) -> dict[str, Any]:
    found = room_queries.rooms_with_people(listed(scope.viewer))
    size = room_queries.PAGE_SIZE
    lines = room_queries.listed(found[: size + 1])
    return {"lines": lines[:size], "has_more": len(lines) > size}


def changes(scope: Scope) -> list[object]:
    """Return what differs once a room was made, went on or ended."""
    found = listed(scope.viewer)
    return [room_queries.newest_pk(found), *room_queries.open_states(found)]


def _conference(scope: Scope) -> Conference:
    found = Conference.objects.filter(pk=scope.pk or 0).select_related("call").first()
    if found is None:
        raise Http404
    return found


def room(scope: Scope) -> dict[str, Any]:
    conference = _conference(scope)
    viewer = scope.viewer
    return {
        "room": room_queries.room_of(conference, now=scope.now),
        "may_run": may_run(viewer, conference.call),
        # A supervisor leaves by the bar of what they do on a call.
        "may_leave": is_on(viewer, conference.call),
    }


def room_events(scope: Scope) -> dict[str, Any]:
    conference = _conference(scope)
    return {"events": story.room_events(conference)}


def desk_call(scope: Scope) -> dict[str, Any]:
    found = None
    if scope.user_pk is not None:
        found = desk.desk_call_of(scope.user_pk, now=scope.now)
    return {
        "desk": found,
        "room": found.room if found else None,
        "may_run": True,
        "may_leave": True,
    }


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
    if scope.viewer.may(Verb.WATCH) or scope.user_pk is None:
        return _rooms(scope)
    going_on = room_queries.open_states(listed(scope.viewer))
    return _desk(scope) | {topics.conference(pk) for pk, _ in going_on}


LIST = Fragment(
    "rooms-list", "conferences/_list.html", newest, _visible_topics, varies="sight"
)
NEWS = news("rooms-news", changes, _visible_topics)
ROOMS = Fragment(
    "conferences-panel", "conferences/_rooms.html", rooms, _rooms, varies="sight"
)
DOCK = Fragment(
    "supervision-dock", "conferences/_dock.html", dock, _user, varies="user"
)
ROOM_HEAD = Fragment("room-head", "conferences/_head.html", room, _room)
ROOM_PARTICIPANTS = Fragment(
    "room-participants", "conferences/_participants.html", room, _room, varies="sight"
)
ROOM_EVENTS = Fragment("room-events", "conferences/_events.html", room_events, _room)
DESK_CALL = Fragment(
    "desk-call", "conferences/_desk_call.html", desk_call, _desk, varies="user"
)
