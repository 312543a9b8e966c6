"""From the bytes of a webhook to a typed event."""

import json
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from provider.errors import UnreadableEvent
from provider.events.base import EVENT_CLASSES, Event, UnknownEvent
from provider.shapes import Json, mapping, moment, text, values_of

# As long as the columns that hold them: an id that is cut would be another id.
_ID_LENGTH = 80
_LONGEST = {"call_control_id": 150, "client_state": 4000}
_IDS = (
    "call_control_id",
    "call_leg_id",
    "call_session_id",
    "connection_id",
    "client_state",
    "conference_id",
)
_OUTSIDE_PAYLOAD = frozenset({"id", "type", "occurred_at", "payload"})


Read = TypeVar("Read", bound=Event)


def parse(
    raw: bytes,
    *,
    received_at: datetime | None = None,
    our_time: Callable[[datetime], datetime] | None = None,
) -> Event:
    """Read one webhook; a type without a class becomes an UnknownEvent.

    `occurred_at` sits beside the payload, for most conference events inside it, and for
    some nowhere (Telnyx: OpenAPI document); those last occurred at `received_at`.
    `our_time` puts a time of Telnyx's clock onto ours; all times of the event are moved
    as `occurred_at` is.

    Raises UnreadableEvent for anything that is not an event in version 2 of the API.
    """
    data = _data(raw)
    event_type = text(data.get("event_type"), 80)
    event_id = text(data.get("id"))
    if not event_type or not event_id or len(event_id) > _ID_LENGTH:
        raise UnreadableEvent("The event has no id, or no type, of the usual length.")
    payload = mapping(data.get("payload"))
    _check_ids(payload)
    told_at = _told_at(data, payload)
    occurred_at = told_at or received_at
    if occurred_at is None:
        raise UnreadableEvent("The event does not say when it occurred.")
    shape = EVENT_CLASSES.get(event_type, UnknownEvent)
    event = shape(
        id=event_id,
        type=event_type,
        occurred_at=occurred_at,
        payload=payload,
        **values_of(shape, payload, skip=_OUTSIDE_PAYLOAD),
    )
    if told_at is None or our_time is None:
        return event
    return moved(event, our_time(told_at) - told_at)


def moved(event: Read, by: timedelta) -> Read:
    """Return the event with all its times moved; raw text in the payload stays."""
    if not by:
        return event
    times: dict[str, Any] = {
        field.name: value + by
        for field in fields(event)
        if isinstance(value := getattr(event, field.name), datetime)
    }
    return replace(event, **times)


def _told_at(data: Json, payload: Json) -> datetime | None:
    return (
        moment(data.get("occurred_at"))
        or moment(payload.get("occurred_at"))
        or moment(payload.get("recording_ended_at"))
    )


def _data(raw: bytes) -> Json:
    try:
        document = json.loads(raw, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise UnreadableEvent(f"The body is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise UnreadableEvent("The body is JSON, but not an object.")
    data = document.get("data", document)
    if not isinstance(data, dict) or "event_type" not in data:
        raise UnreadableEvent("The body holds no event.")
    if "webhook_id" in data:
        raise UnreadableEvent(
            "The event is in version 1 of the webhook API. Set the call control"
            " application's webhook API version to 2."
        )
    return data


def _refuse(constant: str) -> Any:
    raise UnreadableEvent(f"The body is not JSON: it holds {constant}.")


def _check_ids(payload: Json) -> None:
    for name in _IDS:
        value = payload.get(name)
        if isinstance(value, str) and len(value) > _LONGEST.get(name, _ID_LENGTH):
            raise UnreadableEvent(f"{name} is longer than any real one.")
