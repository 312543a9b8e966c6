"""Reading the account's records, and what its webhooks did lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from callcontrol.health.states import Channel
from callcontrol.models import Command, Event, ProviderHealth, RefusedWebhooks
from callcontrol.states import CommandState, EventState
from provider.client.results import Application
from provisioning.drift import Difference, differences
from provisioning.models import CallControlApplication, PhoneNumber

FAILURES_OF = timedelta(hours=1)
IN_TROUBLE = (EventState.DEAD, EventState.QUARANTINED)


@dataclass(frozen=True)
class Health:
    last_received_at: datetime | None = None
    # In the last hour: dead letters and stale timestamps.
    failures: int = 0


@dataclass(frozen=True, kw_only=True)
class ApplicationRow:
    """One application: our record of it, Telnyx's, or both."""

    connection_id: str
    record: CallControlApplication | None
    at_telnyx: Application | None
    # Whether Telnyx could be asked; else nothing is said to be missing there.
    is_asked: bool
    health: Health
    numbers: int

    @property
    def name(self) -> str:
        if self.record is not None:
            return self.record.name
        return self.at_telnyx.application_name if self.at_telnyx else ""

    @property
    def webhook_url(self) -> str:
        if self.record is not None:
            return self.record.webhook_url
        return self.at_telnyx.webhook_event_url if self.at_telnyx else ""

    @property
    def is_missing_at_telnyx(self) -> bool:
        return self.is_asked and self.at_telnyx is None

    @property
    def drift(self) -> list[Difference]:
        if self.record is None or self.at_telnyx is None:
            return []
        return differences(self.record, self.at_telnyx)


@dataclass(frozen=True)
class EventFilter:
    """Which webhooks to list; what is empty does not restrict."""

    event_type: str = ""
    state: str = ""
    # A call_control_id, a conference id, a session, or an event's own id.
    about: str = ""


def default_application() -> CallControlApplication | None:
    """Return the application that agents and guests are dialled from."""
    return CallControlApplication.objects.filter(is_default=True).first()


def connection_ids() -> list[str]:
    """Return the ids by which Telnyx knows our applications."""
    records = CallControlApplication.objects.all()
    return list(records.values_list("connection_id", flat=True))


def application_for(connection_id: str) -> CallControlApplication | None:
    """Return the application that a call's `connection_id` names."""
    return CallControlApplication.objects.filter(connection_id=connection_id).first()


def application_rows(
    at_telnyx: list[Application] | None, *, now: datetime
) -> list[ApplicationRow]:
    """Put our records and Telnyx's side by side; None when it could not be asked."""
    records = {
        record.connection_id: record
        for record in CallControlApplication.objects.order_by("-is_default", "name")
    }
    theirs = {one.id: one for one in at_telnyx or ()}
    ids = list(dict.fromkeys([*records, *theirs]))
    health = health_of(ids, now=now)
    numbers = dict(
        PhoneNumber.objects.order_by()
        .values_list("application__connection_id")
        .annotate(Count("pk"))
    )
    return [
        ApplicationRow(
            connection_id=connection_id,
            record=records.get(connection_id),
            at_telnyx=theirs.get(connection_id),
            is_asked=at_telnyx is not None,
            health=health.get(connection_id, Health()),
            numbers=numbers.get(connection_id, 0),
        )
        for connection_id in ids
    ]


def health_of(connection_ids: list[str], *, now: datetime) -> dict[str, Health]:
    events = Event.objects.filter(connection_id__in=connection_ids).order_by()
    failed = events.filter(state__in=IN_TROUBLE, received_at__gt=now - FAILURES_OF)
    failures = dict(failed.values_list("connection_id").annotate(Count("pk")))
    last = events.values_list("connection_id").annotate(Max("received_at"))
    return {one: Health(at, failures.get(one, 0)) for one, at in last}


@dataclass(frozen=True)
class RefusedLately:
    """Requests of the last hour that did not carry Telnyx's signature."""

    count: int
    last_at: datetime
    # Why the last one was refused.
    reason: str


def refused_lately(*, now: datetime) -> RefusedLately | None:
    rows = list(RefusedWebhooks.objects.filter(last_at__gt=now - FAILURES_OF))
    if not rows:
        return None
    return RefusedLately(
        sum(row.count for row in rows), rows[0].last_at, rows[0].reason
    )


def is_signed_lately(*, now: datetime) -> bool:
    """Whether a webhook of the last hour fitted a public key."""
    signed = Event.objects.exclude(signature="").order_by()
    return signed.filter(received_at__gt=now - FAILURES_OF).exists()


def fed_number(telephone_numbers: list[str]) -> PhoneNumber | None:
    """Return the first of these numbers that feeds a queue.

    The relation is declared by the app above, which this one does not import.
    """
    fed = PhoneNumber.objects.filter(number__in=telephone_numbers, route__isnull=False)
    return fed.first()


def numbers() -> QuerySet[PhoneNumber]:
    return PhoneNumber.objects.select_related("application")


def last_event_of(connection_id: str) -> Event | None:
    events = Event.objects.filter(connection_id=connection_id).defer("raw")
    return events.order_by("-received_at").first()


def starts_of_calls(connection_id: str, *, since: datetime) -> QuerySet[Event]:
    """Return the first webhooks of legs in either direction, newest first."""
    events = Event.objects.filter(
        connection_id=connection_id,
        event_type="call.initiated",
        received_at__gte=since,
    )
    return events.order_by("-received_at", "-pk")


def events_of_leg(call_control_id: str, event_type: str) -> QuerySet[Event]:
    return Event.objects.filter(
        call_control_id=call_control_id, event_type=event_type
    ).defer("raw")


def answer_of(call_control_id: str) -> Command | None:
    """Return the newest command that was to answer a leg."""
    answers = Command.objects.filter(kind="call.answer", target=call_control_id)
    return answers.order_by("-requested_at").first()


def was_ever_answered(connection_id: str) -> bool:
    """Whether Telnyx confirmed that we answered a call of this application."""
    answered = Command.objects.filter(
        kind="call.answer", state=CommandState.CONFIRMED
    ).order_by()
    events = Event.objects.filter(
        connection_id=connection_id,
        event_type="call.answered",
        call_control_id__in=answered.values("target"),
    )
    return events.order_by().exists()


def has_worked(channel: Channel) -> bool:
    """Whether Telnyx ever answered us on this channel."""
    rows = ProviderHealth.objects.filter(channel=channel, good_at__isnull=False)
    return rows.exists()


def number_on_record(record: CallControlApplication) -> PhoneNumber | None:
    """Return a number that, as far as we know, rings here and feeds a queue."""
    numbers = PhoneNumber.objects.filter(application=record, is_in_account=True)
    return numbers.filter(route__isnull=False).first()


def event_types() -> list[str]:
    types = Event.objects.order_by("event_type").values_list("event_type", flat=True)
    return list(types.distinct())


def listed_events(wanted: EventFilter, *, before: int | None = None) -> QuerySet[Event]:
    """Return webhooks without their bodies, newest first, older than row `before`."""
    rows = Event.objects.defer("raw").order_by("-pk")
    if wanted.event_type:
        rows = rows.filter(event_type=wanted.event_type)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.about:
        rows = rows.filter(
            Q(call_control_id=wanted.about)
            | Q(conference_id=wanted.about)
            | Q(lane=wanted.about)
            | Q(event_id=wanted.about)
        )
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return rows
