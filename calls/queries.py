"""What is read of calls: live ones, the history with its filters, one call's timeline."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from callcontrol.inbox import event_of
from callcontrol.models import Command, Event
from callcontrol.queries import events_of_legs
from callcontrol.registry import event_routes
from callcontrol.states import UNSUCCESSFUL, CommandState
from calls.command_words import command_words, concerned_by
from calls.ending_words import never_connected_words, sip_words
from calls.models import Call, Leg
from calls.search import calls_with
from calls.states import CallState, LegRole, LegState
from calls.words import SPEAKS, event_words
from provider.callers import caller_words
from provider.errors import UnreadableEvent
from provider.events import CallHangup
from provider.events import Event as TelnyxEvent
from provider.numbers import readable
from provisioning.testcall import without_tests
from text.plain import plain

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
ABANDONED = "abandoned"


@dataclass(frozen=True)
class HistoryFilter:
    """Which calls to list; what is empty or None does not restrict.

    `state` is one of CallState or ABANDONED; ended are those that were talked with.
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


def calls_left_over() -> set[int]:
    """Return the calls that live on without their customer."""
    customers = Leg.objects.filter(call=OuterRef("call"), role=LegRole.CUSTOMER)
    live = Leg.objects.exclude(state=LegState.ENDED).exclude(role=LegRole.SUPERVISOR)
    alone = live.filter(~Exists(customers.exclude(state=LegState.ENDED)))
    return set(alone.order_by().values_list("call_id", flat=True))


def calls_with_unwanted_legs() -> set[int]:
    """Return the calls with a live leg that was dialled and that nobody wants."""
    legs = Leg.objects.exclude(state=LegState.ENDED)
    unwanted = legs.filter(dial__withdrawn_at__isnull=False)
    return set(unwanted.order_by().values_list("call_id", flat=True))


def history(calls: QuerySet[Call], wanted: HistoryFilter) -> QuerySet[Call]:
    """Return those of `calls` that are wanted, newest first.

    A day begins and ends at midnight of the site's time zone.
    """
    if wanted.number:
        calls = calls.filter(calls_with(wanted.number))
    if wanted.first_day:
        calls = calls.filter(started_at__gte=_midnight(wanted.first_day))
    if wanted.last_day:
        next_day = wanted.last_day + timedelta(days=1)
        calls = calls.filter(started_at__lt=_midnight(next_day))
    if wanted.queue_name:
        calls = calls.filter(queue_name=wanted.queue_name)
    if wanted.state in (ABANDONED, CallState.ENDED):
        gave_up = wanted.state == ABANDONED
        calls = calls.filter(state=CallState.ENDED, talking_at__isnull=gave_up)
        # Nobody waited in a test: an admin looked whether webhooks arrive.
        calls = without_tests(calls) if gave_up else calls
    elif wanted.state:
        calls = calls.filter(state=wanted.state)
    return with_legs(calls).order_by("-started_at", "-pk")


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
        return caller_words(call.caller_name, call.from_number)
    return readable(plain(leg.address)) or LegRole(leg.role).label


def timeline(call: Call, legs: Iterable[Leg], *, with_raw: bool) -> list[Moment]:
    """Return everything that happened to the call, oldest first.

    `with_raw` adds the webhooks as they came in, which hold more of the caller than
    everybody may see. Six queries, however long the call.
    """
    legs = list(legs)
    names = {leg.call_control_id: name_of(leg, call) for leg in legs}
    dialled = {leg.call_control_id for leg in legs if leg.dial_id is not None}
    answered = {leg.call_control_id for leg in legs if leg.answered_at is not None}
    moments = [
        *_event_moments(names, dialled - answered, with_raw=with_raw),
        *_floor_moments(names),
        *_command_moments(call, names),
        *_note_moments(call),
        *(moment for tell in event_routes().stories for moment in tell(call)),
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


def _event_moments(
    names: dict[str, str], never_answered: set[str], *, with_raw: bool
) -> Iterator[Moment]:
    for row in events_of_legs(names).exclude(event_type=FLOOR):
        raw = bytes(row.raw)
        try:
            event = event_of(row)
        except UnreadableEvent:
            continue
        late = row.received_at - event.occurred_at
        yield Moment(
            at=event.occurred_at,
            kind="event",
            about=names.get(row.call_control_id, ""),
            text=_words_of(event, never_answered),
            detail=row.error or sip_words(event),
            level="bad" if row.error else "",
            raw=_pretty(raw) if with_raw else "",
            is_late=late > LATE_AFTER,
        )


def _words_of(event: TelnyxEvent, never_answered: set[str]) -> str:
    if isinstance(event, CallHangup) and event.call_control_id in never_answered:
        return never_connected_words(event)
    return event_words(event)


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
