"""Asking Telnyx what is true, for the case that its webhooks did not tell.

What is learnt is written as an event into the same inbox, marked as our own, so that it
takes the same road as what Telnyx says by itself, and a late webhook about the same thing
changes nothing more. Each app compares what it holds with Telnyx (`RECONCILE` in the
event routes, bottom layer first), in both directions.
"""

import json
import logging
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from callcontrol.applying import apply_one
from callcontrol.inbox import Delivery, store
from callcontrol.registry import event_routes
from callcontrol.repair.reconciling import (
    compared_with_telnyx,
    could_not_compare,
    note_lost_webhook,
)
from callcontrol.states import EventSource
from logs.figures import Counted
from provider.client import telnyx
from provider.errors import InvalidRequest, NotFound, TelnyxError

logger = logging.getLogger(__name__)

LOST = Counted("lost_webhooks", "Events found by asking Telnyx, by type.", "type")

# Ids of our own events: the same fact gets the same id, however often it is found.
_NAMESPACE = uuid.UUID("6f1d6f0e-6a57-4f0b-9d0a-3a6b3a1f7a11")


def reconcile(*, now: datetime) -> None:
    """Compare everything that is alive, here and at Telnyx.

    What cannot be asked now is asked the next time; one app's trouble keeps no other
    from asking.
    """
    is_complete = True
    for compare in event_routes().reconcile:
        try:
            compare(now=now)
        except TelnyxError as error:
            is_complete = False
            logger.warning("Telnyx could not be compared with: %s", error)
            could_not_compare(error, now=now)
    if is_complete:
        compared_with_telnyx(now=now)


def is_gone(call_control_id: str) -> bool:
    """Ask for this one leg whether it has ended; raises TelnyxError without an answer.

    Telnyx knows a leg until ten minutes after its end and then refuses its id
    (Telnyx: Retrieve a call status).
    """
    try:
        return not telnyx().calls.retrieve(call_control_id).is_alive
    except (NotFound, InvalidRequest):
        return True


def report(
    event_type: str,
    payload: Mapping[str, Any],
    *,
    key: str,
    at: datetime,
    now: datetime,
) -> None:
    """Take a fact that was found out through the inbox, as Telnyx would have told it.

    `key` says which fact it is: the same one is stored once.
    """
    data = {
        "record_type": "event",
        "event_type": event_type,
        "id": str(uuid.uuid5(_NAMESPACE, f"{event_type} {key}")),
        "occurred_at": _text(at),
        "payload": {"client_state": None, **payload},
    }
    found = Delivery(
        raw=json.dumps({"data": data}).encode(),
        signature="",
        signed_at="",
        received_at=now,
        source=EventSource.RECONCILE,
    )
    LOST.add(event_type)
    logger.warning("%s was not told of %s", event_type, key)
    for ready in store([found]):
        apply_one(ready, now=now)
        note_lost_webhook(event_type, key, at=at, now=now)


def _text(at: datetime) -> str:
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")
