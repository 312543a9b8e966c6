"""The strip of a room: the last things that happened in it, in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from callcontrol.inbox import event_of
from callcontrol.kinds import KINDS
from callcontrol.models import Command, Event
from callcontrol.states import UNSUCCESSFUL, EventState
from callcontrol.words import explain
from calls.words import SPEAKS, event_words
from conferences.models import Conference, Participant
from conferences.queries import name_of
from conferences.states import ParticipantState

EVENTS_SHOWN = 8
# Of who spoke when, so that a lively talk does not push everything else out.
SPEAKERS_SHOWN = 3
FLOOR = "conference.floor.changed"
# What is shown as it came in; the rest of the strip is told by our own records.
TOLD = (
    "conference.playback.started",
    "conference.playback.ended",
    "conference.speak.started",
    "conference.speak.ended",
    "conference.participant.playback.started",
    "conference.participant.playback.ended",
    "conference.participant.speak.started",
    "conference.participant.speak.ended",
    "conference.recording.saved",
)
# Of a leg, for as long as it is in the room.
TOLD_OF_LEGS = ("call.hold", "call.unhold")
BELIEVED = (EventState.APPLIED, EventState.IGNORED)


@dataclass(frozen=True)
class RoomEvent:
    """One line of the strip: what happened, and who asked for it."""

    at: datetime
    text: str
    who: str = ""
    # state, command, event or bad.
    kind: str = "state"
    # Who it happened to; empty when the text says so.
    about: str = ""


def room_events(conference: Conference) -> list[RoomEvent]:
    """Return the last things that happened in a room, newest first; four queries."""
    people = list(conference.participants.select_related("leg"))
    happened = [
        *_conference_moments(conference),
        *(moment for one in people for moment in _participant_moments(one)),
        *_command_moments(conference, {one.pk: one.label for one in people}),
        *_told(conference, people),
    ]
    newest = _newest(happened)[:EVENTS_SHOWN]
    return _newest([*newest, *_speakers(conference, people)])


def _newest(moments: Iterable[RoomEvent]) -> list[RoomEvent]:
    return sorted(moments, key=lambda one: one.at, reverse=True)


def _conference_moments(conference: Conference) -> list[RoomEvent]:
    moments = []
    if conference.started_at:
        moments.append(RoomEvent(conference.started_at, "The room started"))
    if conference.ended_at:
        words = conference.failure or "The room ended"
        kind = "bad" if conference.failure else "state"
        moments.append(RoomEvent(conference.ended_at, words, kind=kind))
    return moments


def _participant_moments(row: Participant) -> list[RoomEvent]:
    moments = []
    if row.joined_at:
        moments.append(RoomEvent(row.joined_at, f"{row.label} joined"))
    if row.left_at and row.state == ParticipantState.LEFT:
        moments.append(RoomEvent(row.left_at, f"{row.label} left"))
    if row.left_at and row.state == ParticipantState.FAILED:
        words = f"{row.label} did not join: {row.failure}"
        moments.append(RoomEvent(row.left_at, words, kind="bad"))
    return moments


PURPOSES = ("participant.wish", "participant.hangup", "conference.end")


def _command_moments(conference: Conference, labels: dict[int, str]) -> list[RoomEvent]:
    rows = (
        Command.objects.filter(
            Q(purpose__in=PURPOSES[:2], subject_id__in=labels)
            | Q(purpose=PURPOSES[2], subject_id=conference.pk),
            call_id=conference.call_id,
        )
        .select_related("requested_by__agent")
        .order_by("-requested_at")
    )
    return [_command_moment(row, labels) for row in rows[:EVENTS_SHOWN]]


def _command_moment(row: Command, labels: dict[int, str]) -> RoomEvent:
    kind = KINDS[row.kind]
    whom, who = labels.get(row.subject_id or 0, ""), name_of(row.requested_by)
    words = kind.told_of.format(whom) or kind.told
    if row.kind == "call.hangup" and whom == who:
        words = "Leave the room"
    failed = row.state in UNSUCCESSFUL
    return RoomEvent(
        at=row.requested_at,
        text=f"{words}: {explain(row)}" if failed else words,
        who=who,
        kind="bad" if failed else "command",
    )


def _told(conference: Conference, people: list[Participant]) -> Iterator[RoomEvent]:
    """Tell the events that have left no trace in our own records."""
    labels = _labels(people)
    about_room = Q(conference_id=conference.conference_id, event_type__in=TOLD)
    about_leg = Q(call_control_id__in=labels, event_type__in=TOLD_OF_LEGS)
    rows = Event.objects.filter(about_room | about_leg, state__in=BELIEVED)
    for row in rows.order_by("-occurred_at", "-pk")[:EVENTS_SHOWN]:
        event = event_of(row)
        was_inside = row.event_type in TOLD or any(
            _is_inside(one, row.call_control_id, event.occurred_at) for one in people
        )
        if was_inside:
            yield RoomEvent(
                at=event.occurred_at,
                text=event_words(event),
                kind="event",
                about=labels.get(row.call_control_id, ""),
            )


def _is_inside(one: Participant, call_control_id: str, at: datetime) -> bool:
    if one.leg is None or one.leg.call_control_id != call_control_id:
        return False
    return one.joined_at is not None and one.joined_at <= at <= (one.left_at or at)


def _speakers(conference: Conference, people: list[Participant]) -> list[RoomEvent]:
    """Tell who spoke last; the raw events say nothing more, so they are not read."""
    labels = _labels(people)
    rows = Event.objects.filter(
        conference_id=conference.conference_id, event_type=FLOOR, state__in=BELIEVED
    )
    turns = rows.order_by("-occurred_at", "-pk").values_list(
        "occurred_at", "call_control_id"
    )
    return [
        RoomEvent(
            at=at, text=SPEAKS, kind="event", about=labels.get(leg) or "Somebody else"
        )
        for at, leg in turns[:SPEAKERS_SHOWN]
        if at
    ]


def _labels(people: list[Participant]) -> Mapping[str, str]:
    return {one.leg.call_control_id: one.label for one in people if one.leg}
