"""What is read of calls: live ones, the history with its filters, one call's timeline."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from callcontrol import events
from callcontrol.models import Command, Event
from callcontrol.states import UNSUCCESSFUL, CommandState
from calls.command_words import command_words, concerned_by
from calls.models import Call, Leg
from calls.states import CallState, LegRole, LegState
from calls.words import SPEAKS, event_words

# Who gave a command that no person asked for.
NOBODY = "the contact center"
# An event that took longer than this to reach us is marked as late.
LATE_AFTER = timedelta(seconds=5)
FLOOR = "conference.floor.changed"
# Calls on one page of the list.
PAGE_SIZE = 50
# So many changes of the speaker in a row are told one by one.
TURNS_SHOWN = 2


# What a list calls a call that ended before anybody talked with the caller.
LOST = "lost"


@dataclass(frozen=True)
class HistoryFilter:
    """Which calls to list; what is empty or None does not restrict.

    `state` is one of CallState or LOST; ended are those that were talked with.
    """

    number: str = ""
    first_day: date | None = None
    last_day: date | None = None
    queue_name: str = ""
    state: str = ""


@dataclass(frozen=True)
class Listed:
    """A line of the list of calls."""

    call: Call
    # The names of the agents who were on it.
    people: list[str]
    # From the first ring to the end, or until now.
    lasted: timedelta


@dataclass(frozen=True)
class Moment:
    """One line of a call's timeline: an event, a command, or a note of ours."""

    at: datetime
    # "event", "command", or "state" for what we made of them.
    kind: str
    # Whose leg it is about; empty when it is about the whole call.
    about: str
    text: str
    who: str = ""
    outcome: str = ""
    # ok, warn or bad, for the colour beside the words of the outcome.
    level: str = ""
    detail: str = ""
    # The webhook as it came in; empty for everything else.
    raw: str = ""
    is_late: bool = False


def with_legs(calls: QuerySet[Call]) -> QuerySet[Call]:
    legs = Leg.objects.select_related("user")
    return calls.prefetch_related(Prefetch("legs", queryset=legs))


def legs_alive_since(moment: datetime) -> QuerySet[Leg]:
    """Return the legs that began before `moment` and have not ended."""
    return Leg.objects.exclude(state=LegState.ENDED).filter(initiated_at__lt=moment)


def legs_missing_since(moment: datetime) -> QuerySet[Leg]:
    """Return live legs that Telnyx has not listed since before `moment`."""
    missing = Leg.objects.exclude(state=LegState.ENDED).select_related("call")
    return missing.filter(missing_since__lt=moment)


def history(calls: QuerySet[Call], wanted: HistoryFilter) -> QuerySet[Call]:
    """Return those of `calls` that are wanted, newest first.

    A day begins and ends at midnight of the site's time zone.
    """
    if wanted.number:
        digits = "".join(c for c in wanted.number if c.isdigit()) or wanted.number
        calls = calls.filter(
            Q(from_number__contains=digits)
            | Q(to_number__contains=digits)
            | Q(caller_name__icontains=wanted.number)
        )
    if wanted.first_day:
        calls = calls.filter(started_at__gte=_midnight(wanted.first_day))
    if wanted.last_day:
        next_day = wanted.last_day + timedelta(days=1)
        calls = calls.filter(started_at__lt=_midnight(next_day))
    if wanted.queue_name:
        calls = calls.filter(queue_name=wanted.queue_name)
    if wanted.state in (LOST, CallState.ENDED):
        is_lost = wanted.state == LOST
        calls = calls.filter(state=CallState.ENDED, talking_at__isnull=is_lost)
    elif wanted.state:
        calls = calls.filter(state=wanted.state)
    return with_legs(calls).order_by("-started_at", "-pk")


def calls_of(user_pk: int) -> QuerySet[Call]:
    """Return the calls that this person was on."""
    return Call.objects.filter(legs__user_id=user_pk).distinct()


def listed(calls: Iterable[Call], *, now: datetime) -> list[Listed]:
    """Return a line for each call; their legs have to be loaded."""
    return [
        Listed(call, people_of(call), (call.ended_at or now) - call.started_at)
        for call in calls
    ]


def open_states(calls: QuerySet[Call]) -> list[tuple[int, str]]:
    """Return the key and the state of each of `calls` that has not ended."""
    live = calls.exclude(state=CallState.ENDED).order_by("pk")
    return list(live.values_list("pk", "state"))


def newest_pk(calls: QuerySet[Call]) -> int:
    """Return the key of the call that came in last, 0 without any."""
    return calls.order_by("-pk").values_list("pk", flat=True).first() or 0


def queue_names(calls: QuerySet[Call]) -> list[str]:
    names = calls.exclude(queue_name="").order_by("queue_name")
    return list(names.values_list("queue_name", flat=True).distinct())


def people_of(call: Call) -> list[str]:
    """Return the names of the agents who were on the call, from its loaded legs."""
    agents = [leg for leg in call.legs.all() if leg.role == LegRole.AGENT]
    return list(dict.fromkeys(name_of(leg, call) for leg in agents if leg.bridged_at))


def name_of(leg: Leg, call: Call) -> str:
    """Return who is at this end of the call, by name as far as it is known."""
    if leg.user:
        return leg.user.get_full_name() or leg.user.get_username()
    if leg.role == LegRole.CUSTOMER:
        return call.caller_name or call.from_number or LegRole.CUSTOMER.label
    return leg.address.removeprefix("sip:") or LegRole(leg.role).label


def timeline(call: Call, legs: Iterable[Leg], *, with_raw: bool) -> list[Moment]:
    """Return everything that happened to the call, oldest first.

    `with_raw` adds the webhooks as they came in, which hold more of the caller than
    everybody may see. Five queries, however long the call.
    """
    names = {leg.call_control_id: name_of(leg, call) for leg in legs}
    moments = [
        *_event_moments(names, with_raw=with_raw),
        *_floor_moments(names),
        *_command_moments(call, names),
        *_note_moments(call),
    ]
    return list(_folded(sorted(moments, key=lambda moment: moment.at)))


def _folded(moments: Iterable[Moment]) -> Iterator[Moment]:
    """Tell a lively talk in one line: speakers change every few seconds."""
    for is_talk, run in groupby(moments, key=lambda moment: moment.text == SPEAKS):
        turns = list(run)
        if is_talk and len(turns) > TURNS_SHOWN:
            speakers = dict.fromkeys(turn.about for turn in turns)
            yield replace(
                turns[0],
                about=", ".join(speakers),
                text=f"Spoke in turn, {len(turns)} times",
            )
        else:
            yield from turns


def _event_moments(names: dict[str, str], *, with_raw: bool) -> Iterator[Moment]:
    # What concerns a whole room names no leg; the room is known from other events.
    of_legs = Event.objects.filter(call_control_id__in=names)
    rooms = of_legs.exclude(conference_id="").values_list("conference_id", flat=True)
    of_rooms = Q(call_control_id="", conference_id__in=list(rooms.distinct()))
    rows = Event.objects.filter(Q(call_control_id__in=names) | of_rooms)
    for row in rows.exclude(event_type=FLOOR).order_by("pk"):
        raw = bytes(row.raw)
        try:
            event = events.parse(raw, received_at=row.received_at)
        except events.UnreadableEvent:
            continue
        late = row.received_at - event.occurred_at
        yield Moment(
            at=event.occurred_at,
            kind="event",
            about=names.get(row.call_control_id, ""),
            text=event_words(event),
            detail=row.error,
            level="bad" if row.error else "",
            raw=_pretty(raw) if with_raw else "",
            is_late=late > LATE_AFTER,
        )


def _floor_moments(names: dict[str, str]) -> Iterator[Moment]:
    """Tell who spoke when, without reading each of what can be thousands of bodies."""
    turns = Event.objects.filter(call_control_id__in=names, event_type=FLOOR)
    for at, leg in turns.values_list("occurred_at", "call_control_id"):
        if at is not None:
            yield Moment(at=at, kind="event", about=names[leg], text=SPEAKS)


def _command_moments(call: Call, names: dict[str, str]) -> Iterator[Moment]:
    rows = Command.objects.filter(call_id=call.pk).select_related("requested_by")
    for row in rows:
        who = row.requested_by
        yield Moment(
            at=row.requested_at,
            kind="command",
            about=_names_of(concerned_by(row), names),
            text=command_words(row),
            who=(who.get_full_name() or who.get_username()) if who else NOBODY,
            outcome=CommandState(row.state).label,
            level=_command_level(row),
            detail=" ".join(
                part for part in (row.error_code, row.error_detail) if part
            ),
        )


def _names_of(legs: Iterable[str], names: dict[str, str]) -> str:
    return ", ".join(names[leg] for leg in legs if leg in names)


def _command_level(command: Command) -> str:
    if command.state in UNSUCCESSFUL:
        return "bad"
    return "ok" if command.state == CommandState.CONFIRMED else "warn"


def _note_moments(call: Call) -> Iterator[Moment]:
    for row in call.notes.select_related("user"):
        name = (row.user.get_full_name() or row.user.get_username()) if row.user else ""
        yield Moment(at=row.at, kind="state", about="", text=row.text, who=name)


def _pretty(raw: bytes) -> str:
    return json.dumps(json.loads(raw), indent=2, ensure_ascii=False)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
