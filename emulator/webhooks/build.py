"""From an event of the world to the JSON of its webhook, in both versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from emulator.media.links import Links
from emulator.settings import Settings
from emulator.times import stamp_micros
from emulator.webhooks.bodies import payload_of
from emulator.world.model import Event
from emulator.world.state import Conference, Leg

TIMED_LIKE_CALLS = frozenset(
    {"conference.participant.joined", "conference.participant.left"}
)
"""Conference events whose occurred_at is beside the payload, in the documents too."""
TIMED_INSIDE = frozenset({"call.cost"})
"""Say so beside and inside the payload."""
UNTIMED = frozenset({"conference.recording.saved"})
"""Has no occurred_at anywhere; when the recording ended is all that it says."""


@dataclass(frozen=True)
class Webhook:
    """One event as it is sent: the same id and content for all its attempts."""

    event_id: str
    event_type: str
    content: dict[str, Any]
    leg: Leg | None
    conference: Conference | None
    occurred_at: str

    @property
    def payload(self) -> dict[str, Any]:
        inner = self.content.get("data", self.content)
        payload: dict[str, Any] = inner["payload"]
        return payload


def build(event: Event, event_id: str, settings: Settings, links: Links) -> Webhook:
    """Dress an event of the world; all values are taken as they are now."""
    occurred_at = stamp_micros(event.occurred_at)
    payload = payload_of(event, settings, links)
    content: dict[str, Any] = {"event_type": event.type, "id": event_id}
    if _is_timed_beside(event.type, settings):
        content["occurred_at"] = occurred_at
    is_untimed = event.type in UNTIMED
    if event.type in TIMED_INSIDE or not ("occurred_at" in content or is_untimed):
        payload["occurred_at"] = occurred_at
    content |= {"payload": payload, "record_type": "event"}
    is_bare = (
        event.type == "conference.floor.changed" and not settings.floor_changed_in_data
    )
    return Webhook(
        event_id,
        event.type,
        content if is_bare else {"data": content},
        event.leg,
        event.conference,
        occurred_at,
    )


def _is_timed_beside(event_type: str, settings: Settings) -> bool:
    if event_type == "conference.created":
        return settings.conference_created_time == "beside"
    return event_type.startswith("call.") or event_type in TIMED_LIKE_CALLS


def as_version_1(webhook: Webhook, settings: Settings) -> dict[str, Any]:
    """The flat shape of applications whose ``webhook_api_version`` is "1".

    Older documents show another one than what accounts get today.
    """
    shared = {
        "created_at": webhook.occurred_at,
        "payload": {**webhook.payload, "occurred_at": webhook.occurred_at},
        "record_type": "event",
    }
    if settings.version_1_dialect == "older":
        name = webhook.event_type.replace(".", "_")
        return {**shared, "event_type": name, "id": webhook.event_id}
    return {
        **shared,
        "event_type": webhook.event_type,
        "webhook_id": webhook.event_id,
    }
