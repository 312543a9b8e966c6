"""Put webhooks through the inbox once more."""

from datetime import datetime

from django.db import transaction

from audit.actions import note_words
from audit.states import Action
from audit.subjects import Thing
from callcontrol import applier, inbox
from callcontrol.models import Event
from callcontrol.states import EventSource, EventState
from live.refusals import Refused
from provider.errors import SignatureError, StaleTimestamp
from provider.signature import Verifier

REPLAYED = "put through the inbox again"


def replay(event: Event, *, verifier: Verifier, now: datetime) -> None:
    """Put a webhook through the inbox again; raises Refused when it cannot be.

    Its signature is checked as at the door, except for its age.
    """
    _check_signature(event, verifier)
    if event.event_type == inbox.UNREADABLE:
        _store_again(event, now)
    else:
        _take_again(event)


@transaction.atomic
def _take_again(event: Event) -> None:
    moved = Event.objects.filter(pk=event.pk).exclude(state=EventState.RECEIVED)
    if not moved.update(
        state=EventState.RECEIVED,
        source=EventSource.REPLAY,
        attempts=0,
        retry_at=None,
        error="",
    ):
        raise Refused("This webhook is being applied right now.")
    _note(event)
    transaction.on_commit(lambda: applier.submit([inbox.read_again(event)]))


def _note(event: Event) -> None:
    note_words(Action.REPAIRED, Thing("webhook", event.pk, event.event_type), REPLAYED)


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
    _note(event)
    applier.submit(ready)
