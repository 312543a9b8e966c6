"""Which public trace was the one that made the product know better.

Looked for in the order of how certain it is: what was asked of Telnyx and written down
as an event of its own source, a refusal, the answer to a command, another webhook.
"""

from datetime import datetime
from typing import Any

from callcontrol.models import Event
from tests.lost.scene import Scene

# A screen that is right within so many seconds needed no repair.
AT_ONCE = 2.0


def repaired_by(scene: Scene) -> str:
    """Say what ended the longest trouble of the story."""
    worst = max(
        scene.watch.troubles, key=lambda one: one.until - one.since, default=None
    )
    if worst is None or worst.until - worst.since <= AT_ONCE:
        return "needed no repair"
    if worst.words in scene.watch.open:
        return "nothing"
    return trace(scene, worst.until)


def trace(scene: Scene, moment: float) -> str:
    for one in Event.objects.filter(source="reconcile").order_by("-pk"):
        if 0 <= moment - one.received_at.timestamp() <= AT_ONCE:
            return f"asked Telnyx: {one.event_type}"
    return from_journal(scene, moment)


def from_journal(scene: Scene, moment: float) -> str:
    entries = scene.world.control("journal")["entries"]
    near = [one for one in entries if 0 <= moment - at(one) <= AT_ONCE]
    refusals = [one for one in near if one["kind"] == "command" and one.get("code")]
    if refusals:
        return f"refusal {refusals[-1]['code']} of {refusals[-1]['operation']}"
    told = [one for one in near if one["kind"] == "event" and was_delivered(one)]
    if told:
        return f"webhook {told[-1]['event_type']}"
    accepted = [one for one in near if one["kind"] == "command"]
    if accepted:
        return f"answer to {accepted[-1]['operation']}"
    return "its own clock"


def was_delivered(entry: dict[str, Any]) -> bool:
    return any(one["outcome"] == "delivered" for one in entry["deliveries"])


def at(entry: dict[str, Any]) -> float:
    return datetime.fromisoformat(entry["at"]).timestamp()
