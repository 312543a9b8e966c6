"""Changes to the account at Telnyx and to our records of it, and replays of webhooks.

A person waits for these, so Telnyx is asked directly and first; only what it took is
recorded. Should we stop in between, the list of applications shows the difference.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db import transaction

from callcontrol import applier, inbox, words
from callcontrol.client import telnyx
from callcontrol.client.params.account import ApplicationParams
from callcontrol.client.results import Application, PhoneNumber, Result
from callcontrol.drift import params_of, settings_of
from callcontrol.errors import (
    NotFound,
    RateLimited,
    Rejected,
    SignatureError,
    StaleTimestamp,
    TelnyxError,
    Unavailable,
    Unclear,
)
from callcontrol.models import CallControlApplication, Command, Event
from callcontrol.models import PhoneNumber as NumberRecord
from callcontrol.signature import Verifier
from callcontrol.states import CommandState, EventSource, EventState
from live.refusals import Refused

Answer = TypeVar("Answer", bound=Result)


def create_application(
    params: ApplicationParams, *, is_default: bool, requested_by: User, now: datetime
) -> CallControlApplication:
    """Create an application at Telnyx, then our record; raises Refused."""
    made = _ask(
        "application.create",
        "",
        dict(params),
        lambda: telnyx().applications.create(**params),
        requested_by=requested_by,
        now=now,
    )
    return keep_record_of(made, is_default=is_default)


def update_application(
    record: CallControlApplication,
    params: ApplicationParams,
    *,
    is_default: bool,
    requested_by: User,
    now: datetime,
) -> CallControlApplication:
    changed = _ask(
        "application.update",
        record.connection_id,
        dict(params),
        lambda: telnyx().applications.update(record.connection_id, **params),
        requested_by=requested_by,
        now=now,
    )
    return keep_record_of(changed, is_default=is_default)


def restore_application(
    record: CallControlApplication, *, requested_by: User, now: datetime
) -> None:
    """Set the application at Telnyx to all that our record says; raises Refused."""
    update_application(
        record,
        params_of(record),
        is_default=record.is_default,
        requested_by=requested_by,
        now=now,
    )


def delete_application(
    record: CallControlApplication, *, requested_by: User, now: datetime
) -> None:
    """Delete an application at Telnyx and our record; its numbers are left without.

    One that is gone at Telnyx already is only forgotten here.
    """
    _ask(
        "application.delete",
        record.connection_id,
        {},
        lambda: _without(record.connection_id),
        requested_by=requested_by,
        now=now,
    )
    record.delete()


def _without(connection_id: str) -> Result:
    try:
        return telnyx().applications.delete(connection_id)
    except NotFound as error:
        if not error.code:
            # Not Telnyx's own words: the base URL may lead somewhere else.
            raise
        return Result(data={})


@transaction.atomic
def keep_record_of(
    application: Application, *, is_default: bool
) -> CallControlApplication:
    """Make our record say what Telnyx says; at most one application is the default."""
    others = CallControlApplication.objects.exclude(connection_id=application.id)
    if is_default:
        others.filter(is_default=True).update(is_default=False)
    record, _ = CallControlApplication.objects.update_or_create(
        connection_id=application.id,
        defaults={
            "name": application.application_name,
            "webhook_url": application.webhook_event_url,
            "webhook_failover_url": application.webhook_event_failover_url,
            "is_active": application.active,
            "is_default": is_default,
            "settings": settings_of(application),
        },
    )
    return record


def fetch_numbers() -> int:
    """Bring our list of phone numbers up to date with Telnyx's; return how many."""
    try:
        found = list(telnyx().phone_numbers.list())
    except TelnyxError as error:
        raise words.refusal(error) from error
    with transaction.atomic():
        for number in found:
            _keep_number(number)
        _let_go_of_others([number.phone_number for number in found])
    return len(found)


def _let_go_of_others(in_account: list[str]) -> None:
    """Forget the numbers that left the account; one that feeds a queue is marked.

    Its queue would lose the number without anybody having said so.
    """
    gone = NumberRecord.objects.exclude(number__in=in_account)
    gone.filter(route__isnull=False).update(is_in_account=False, application=None)
    gone.filter(route__isnull=True).delete()


def point_number(
    number: NumberRecord,
    application: CallControlApplication,
    *,
    requested_by: User,
    now: datetime,
) -> None:
    """Let an application receive the calls of a number; raises Refused."""
    params = {"connection_id": application.connection_id}
    changed = _ask(
        "number.update",
        number.telnyx_id,
        params,
        lambda: telnyx().phone_numbers.update(
            number.telnyx_id, connection_id=application.connection_id
        ),
        requested_by=requested_by,
        now=now,
    )
    _keep_number(changed)


def replay(event: Event, *, verifier: Verifier, now: datetime) -> None:
    """Put a webhook through the inbox again; raises Refused when it cannot be.

    Its signature is checked as at the door, except for its age.
    """
    _check_signature(event, verifier)
    if event.event_type == inbox.UNREADABLE:
        _store_again(event, now)
        return
    moved = Event.objects.filter(pk=event.pk).exclude(state=EventState.RECEIVED)
    if not moved.update(
        state=EventState.RECEIVED,
        source=EventSource.REPLAY,
        attempts=0,
        retry_at=None,
        error="",
    ):
        raise Refused("This webhook is being applied right now.")
    transaction.on_commit(lambda: applier.submit([inbox.read_again(event)]))


def _check_signature(event: Event, verifier: Verifier) -> None:
    if event.is_ours:
        return
    try:
        verifier.verify(
            timestamp=event.signed_at.encode(),
            signature=event.signature.encode(),
            body=bytes(event.raw),
            now=event.received_at.timestamp(),
        )
    except StaleTimestamp:
        return
    except SignatureError as error:
        raise Refused("Its signature does not fit any present public key.") from error


def _store_again(event: Event, now: datetime) -> None:
    ready = inbox.store(
        [
            inbox.Delivery(
                raw=bytes(event.raw),
                signature=event.signature,
                signed_at=event.signed_at,
                received_at=now,
                source=EventSource.REPLAY,
            )
        ]
    )
    if not ready:
        raise Refused("It still cannot be read as an event, or was stored before.")
    applier.submit(ready)


def _keep_number(number: PhoneNumber) -> None:
    application = CallControlApplication.objects.filter(
        connection_id=number.connection_id
    ).first()
    NumberRecord.objects.update_or_create(
        number=number.phone_number,
        defaults={
            "telnyx_id": number.id,
            "application": application,
            "is_in_account": True,
        },
    )


def _ask(
    kind: str,
    target: str,
    params: dict[str, Any],
    operation: Callable[[], Answer],
    *,
    requested_by: User,
    now: datetime,
) -> Answer:
    """Ask Telnyx and keep a row about it, as for every command; raises Refused."""
    row = Command(
        kind=kind,
        target=target,
        params=params,
        requested_by=requested_by,
        requested_at=now,
        first_sent_at=now,
        not_after=now,
        attempts=1,
        settled_at=now,
        # The answer is shown where the person waits for it.
        dismissed_at=now,
    )
    try:
        answer = operation()
    except TelnyxError as error:
        _note(row, error)
        row.save()
        raise words.refusal(error) from error
    row.state = CommandState.CONFIRMED
    row.response = dict(answer.data)
    row.save()
    return answer


def _note(row: Command, error: TelnyxError) -> None:
    """Write into the row what went wrong, as for a command of the outbox."""
    row.state = CommandState.FAILED
    row.error_code, row.error_detail = error.code, error.words or str(error)
    if isinstance(error, RateLimited):
        row.http_status = 429
    elif isinstance(error, Rejected | Unavailable):
        row.http_status = error.status
    if isinstance(error, Unclear):
        row.state = CommandState.UNKNOWN
