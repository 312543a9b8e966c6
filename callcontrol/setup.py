"""From an API key to the first call, in five steps, each with a check of its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from callcontrol import queries, words
from callcontrol.client import telnyx
from callcontrol.client.results import Application
from callcontrol.door import WEBHOOK_PATH
from callcontrol.drift import API_VERSION
from callcontrol.errors import TelnyxError
from callcontrol.models import CallControlApplication, PhoneNumber
from callcontrol.signature import Verifier
from callcontrol.states import EventState

TEST_CALL_COUNTS_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class Step:
    """One step; `sentence` says what was found, or what is wrong and what to do."""

    key: str
    title: str
    is_done: bool
    sentence: str


def expected_webhook_url() -> str:
    return f"{settings.PUBLIC_URL}{WEBHOOK_PATH}"


def steps(*, now: datetime) -> list[Step]:
    """Check all five steps; the first two that fail explain most of the rest."""
    try:
        applications = list(telnyx().applications.list())
        key = Step("key", "API key", True, "Telnyx accepts the API key.")
    except TelnyxError as error:
        applications = None
        key = Step(
            "key", "API key", False, f"Set TELNYX_API_KEY. {words.trouble(error)}"
        )
    record = queries.default_application()
    return [
        key,
        _public_key(),
        _application(record, applications),
        _number(record),
        _call(record, now),
    ]


def _public_key() -> Step:
    try:
        Verifier(settings.TELNYX_PUBLIC_KEYS)
    except ValueError as error:
        sentence = (
            f"{error} Set TELNYX_PUBLIC_KEY to the key in the Telnyx portal under"
            " Keys & Credentials; until then every webhook is refused."
        )
        return Step("public-key", "Public key", False, sentence)
    return Step("public-key", "Public key", True, "Webhooks can be verified.")


def _application(
    record: CallControlApplication | None, applications: list[Application] | None
) -> Step:
    fault = _fault_of(record, applications)
    found = f"{record.name} sends its events here." if record else ""
    return Step("application", "Application", not fault, fault or found)


def _fault_of(
    record: CallControlApplication | None, applications: list[Application] | None
) -> str:
    if record is None:
        return "Create an application, or take over one, and make it the default."
    if applications is None:
        return "Telnyx could not be asked about it."
    theirs = next((one for one in applications if one.id == record.connection_id), None)
    if theirs is None:
        return f"{record.name} does not exist at Telnyx any more."
    if not theirs.active:
        return f"{record.name} is not active at Telnyx."
    if theirs.webhook_api_version != API_VERSION:
        return f"{record.name} sends webhooks in version {theirs.webhook_api_version}."
    if theirs.webhook_event_url != expected_webhook_url():
        return (
            f"{record.name} sends its events to {theirs.webhook_event_url} instead of"
            f" {expected_webhook_url()}."
        )
    return ""


def _number(record: CallControlApplication | None) -> Step:
    pointed = PhoneNumber.objects.filter(application=record) if record else None
    first = pointed.first() if pointed is not None else None
    if first is None:
        return Step(
            "number",
            "Phone number",
            False,
            "Point a phone number at the application, and let it feed a queue.",
        )
    return Step("number", "Phone number", True, f"{first.number} rings here.")


def _call(record: CallControlApplication | None, now: datetime) -> Step:
    since = now - TEST_CALL_COUNTS_FOR
    event = queries.first_event_since(record.connection_id, since) if record else None
    if event is None:
        sentence = "No call has come in yet. Call the number and look here again."
    elif event.state == EventState.RECEIVED:
        sentence = "A call has come in and is being looked at."
    elif event.state != EventState.APPLIED:
        sentence = (
            f"A call has come in, but its webhook ended as"
            f" “{EventState(event.state).label}”. See the webhooks."
        )
    else:
        return Step("call", "Test call", True, "A call has come in and was taken.")
    return Step("call", "Test call", False, sentence)
