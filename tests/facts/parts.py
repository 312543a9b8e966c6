"""Parts of the whole story: what comes before is told as it occurred, what comes after
is left out."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.facts.stories import GUEST
from tests.facts.witness import Record, Webhook, event_in


def nothing_more(record: Record, webhook: Webhook) -> bool:
    return False


@dataclass(frozen=True)
class Part:
    """From one button to another, or from the start; with webhooks that come later."""

    name: str
    first: int | None
    last: int
    also: Callable[[Record, Webhook], bool] = nothing_more

    def of(self, record: Record) -> Record:
        presses = record.presses
        opened_at = record.opened_at
        if self.first is not None:
            opened_at = presses[self.first].at - 1
        after = presses[self.last + 1 :]
        ends_at = after[0].at if after else record.ended_at
        told = [
            one for one in record.webhooks if one.at < ends_at or self.also(record, one)
        ]
        return replace(
            record,
            webhooks=told,
            presses=presses[: self.last + 1],
            opened_at=opened_at,
        )


def leg_of_guest(record: Record) -> str:
    """Return the call_control_id of the guest's leg."""
    return next(
        one.call_control_id
        for one in record.webhooks
        if one.type == "call.initiated" and event_in(one.body)["payload"]["to"] == GUEST
    )


def ends_tape(record: Record, webhook: Webhook) -> bool:
    """Carl hangs up, and the recording is saved."""
    is_carls = webhook.call_control_id == record.webhooks[0].call_control_id
    return is_carls and webhook.type in ("call.hangup", "call.recording.saved")


def ends_room(record: Record, webhook: Webhook) -> bool:
    """Everybody but the guest goes."""
    guest = leg_of_guest(record)
    left = max(one.at for one in record.webhooks if one.call_control_id == guest)
    return webhook.at > left


# Numbers of buttons, in the order in which they are pressed.
PARTS = {
    part.name: part
    for part in (
        Part("agents", None, 2),
        Part("recordings", 3, 5, ends_tape),
        Part("supervision", 6, 8),
        Part("rooms", 9, 9, ends_room),
        Part("guests", 10, 10),
    )
}
