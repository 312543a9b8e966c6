"""From an API key to the first call, in five steps, each with a check of its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from callcontrol.door import WEBHOOK_PATH
from callcontrol.health.states import Channel
from callcontrol.models import Event
from callcontrol.states import UNSUCCESSFUL, CommandState, EventState
from callcontrol.words import explain
from provider import events
from provider.client import telnyx
from provider.client.results import Application
from provider.errors import (
    AuthenticationFailed,
    PermissionRefused,
    TelnyxError,
    UnreadableEvent,
)
from provider.signature import Verifier
from provisioning import queries, words
from provisioning.drift import API_VERSION
from provisioning.models import CallControlApplication, PhoneNumber

TEST_CALL_COUNTS_FOR = timedelta(minutes=15)
STARTS_LOOKED_AT = 200
NO_CALL_YET = "No call has come in yet. Call the number and look here again."


@dataclass(frozen=True)
class Step:
    """One step; `sentence` says what was found, or what is wrong and what to do.

    `details` is what Telnyx said.
    """

    key: str
    title: str
    is_done: bool
    sentence: str
    details: str = ""


def expected_webhook_url() -> str:
    return f"{settings.PUBLIC_URL}{WEBHOOK_PATH}"


def steps(*, now: datetime) -> list[Step]:
    """Check all five steps; the first two that fail explain most of the rest."""
    try:
        applications = list(telnyx().applications.list())
        key = Step("key", "API key", True, "Telnyx accepts the API key.")
    except TelnyxError as error:
        applications = None
        key = _key_step(error)
    record = queries.default_application()
    return [
        key,
        _public_key(now),
        _application(record, applications),
        _number(record),
        _call(record, now),
    ]


def _key_step(error: TelnyxError) -> Step:
    """Only a refusal says anything of the key itself; trouble undoes no step."""
    if isinstance(error, AuthenticationFailed | PermissionRefused):
        is_done, sentence = False, f"Set TELNYX_API_KEY. {words.trouble(error)}"
    else:
        is_done = queries.has_worked(Channel.READS)
        sentence = f"The API key could not be checked. {words.unread(error)}"
        if is_done:
            sentence = f"Telnyx has accepted the API key before. {sentence}"
    return Step("key", "API key", is_done, sentence, words.said(error))


def _public_key(now: datetime) -> Step:
    try:
        Verifier(settings.TELNYX_PUBLIC_KEYS)
    except ValueError as error:
        sentence = (
            f"{error} Set TELNYX_PUBLIC_KEY to the key in the Telnyx portal under"
            " Keys & Credentials; until then every webhook is refused."
        )
        return Step("public-key", "Public key", False, sentence)
    refused = queries.refused_lately(now=now)
    if refused is None:
        return Step("public-key", "Public key", True, "Webhooks can be verified.")
    what = (
        f"{refused.count} webhook{'' if refused.count == 1 else 's'} in the last hour"
        " did not carry Telnyx's signature"
    )
    if queries.is_signed_lately(now=now):
        sentence = f"{what}. Others did, so the public key is right."
        return Step("public-key", "Public key", True, sentence)
    return Step("public-key", "Public key", False, f"{what}: check the public key.")


def _application(
    record: CallControlApplication | None, applications: list[Application] | None
) -> Step:
    if record is not None and applications is None:
        return _application_on_record(record)
    fault = _fault_of(record, applications)
    found = f"{record.name} sends its events here." if record else ""
    return Step("application", "Application", not fault, fault or found)


def _application_on_record(record: CallControlApplication) -> Step:
    """What our record says, while Telnyx cannot be asked."""
    is_done = record.is_active and record.webhook_url == expected_webhook_url()
    sentence = "Telnyx could not be asked about it."
    if is_done:
        sentence = (
            f"{record.name} sent its events here when it was last saved. {sentence}"
        )
    return Step("application", "Application", is_done, sentence)


def _fault_of(
    record: CallControlApplication | None, applications: list[Application] | None
) -> str:
    if record is None:
        return (
            "Create an application, or record one of Telnyx, and make it the default."
        )
    theirs = next(
        (one for one in applications or () if one.id == record.connection_id), None
    )
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
    fault, fed = _fault_of_numbers(record)
    found = f"{fed.number} rings here and feeds a queue." if fed else ""
    return Step("number", "Phone number", not fault, fault or found)


def _fault_of_numbers(
    record: CallControlApplication | None,
) -> tuple[str, PhoneNumber | None]:
    """Return what is wrong, else the number whose callers reach a queue."""
    if record is None:
        return "Point a phone number at the application, and let it feed a queue.", None
    try:
        pointed = list(telnyx().phone_numbers.list(connection_id=record.connection_id))
    except TelnyxError as error:
        known = queries.number_on_record(record)
        trouble = f"Telnyx could not be asked. {words.unread(error)}"
        return ("", known) if known else (trouble, None)
    if not pointed:
        return (
            f"At Telnyx no phone number points at {record.name}. Fetch your numbers,"
            " and point one at it."
        ), None
    fed = queries.fed_number([one.phone_number for one in pointed])
    if fed is None:
        numbers = ", ".join(one.phone_number for one in pointed[:3])
        return f"{numbers} rings here, but feeds no queue.", None
    return "", fed


def _call(record: CallControlApplication | None, now: datetime) -> Step:
    """Done once a call was answered; what is wrong with a later one is only told."""
    fault = _fault_of_call(record, now)
    found = "A call has come in and was answered."
    if fault and record and queries.was_ever_answered(record.connection_id):
        latest = "" if fault == NO_CALL_YET else f" Of the latest: {fault}"
        return Step("call", "Test call", True, f"{found}{latest}")
    return Step("call", "Test call", not fault, fault or found)


def _fault_of_call(record: CallControlApplication | None, now: datetime) -> str:
    event = _newest_incoming(record, now) if record else None
    if event is None:
        return NO_CALL_YET
    if event.state == EventState.RECEIVED:
        return "A call has come in and is being looked at."
    if event.state != EventState.APPLIED:
        label = EventState(event.state).label
        return (
            f"A call has come in, but its webhook ended as “{label}”. See the webhooks."
        )
    leg = event.call_control_id
    answer = queries.answer_of(leg)
    if queries.events_of_leg(leg, "call.answered").exists() or (
        answer is not None and answer.state == CommandState.CONFIRMED
    ):
        return ""
    if answer is not None and answer.state in UNSUCCESSFUL:
        return f"A call has come in, but was not answered. {explain(answer)}"
    if queries.events_of_leg(leg, "call.hangup").exists():
        return "A call has come in, but it ended before it was answered."
    if answer is None:
        return "A call has come in, but nothing has answered it: does it feed a queue?"
    return "A call has come in and is being answered. Look here again."


def _newest_incoming(record: CallControlApplication, now: datetime) -> Event | None:
    """Return the start of the newest call that somebody made to us.

    The legs to agents and guests, which we dial, begin with the same type of event.
    """
    since = now - TEST_CALL_COUNTS_FOR
    starts = queries.starts_of_calls(record.connection_id, since=since)
    for start in starts[:STARTS_LOOKED_AT].iterator():
        try:
            read = events.parse(bytes(start.raw), received_at=start.received_at)
        except UnreadableEvent:
            continue
        if getattr(read, "direction", "") == "incoming":
            return start
    return None
