"""What follows, once, from the new state of an offer: for the agent and the caller."""

from datetime import datetime, timedelta

from agents import actions as agents
from callcontrol import outbox
from calls import actions as calls
from queues.actions import callers
from queues.actions.progress import Progress
from queues.models import Offer
from queues.states import MISSED, OfferState

BRIDGE_LASTS = timedelta(seconds=8)
SENTENCES = {
    OfferState.RINGING: "{agent}'s phone rings.",
    OfferState.ANSWERED: "{agent} answered.",
    OfferState.CONNECTED: "Connected to {agent}.",
    OfferState.NO_ANSWER: "{agent} did not answer.",
    OfferState.DECLINED: "{agent} declined.",
    OfferState.FAILED: "{agent} could not be connected.",
    OfferState.CALLER_LEFT: "The caller hung up before {agent} was connected.",
    OfferState.CANCELLED: "The offer to {agent} was cancelled.",
}


def offer_changed(
    progress: Progress, offer: Offer, old: OfferState, *, at: datetime, now: datetime
) -> None:
    """Bridge, connect, set free or put to blame; put a caller back who fell out.

    `at` is when the state changed, which may be long before `now`.
    """
    state = OfferState(offer.state)
    sentence = SENTENCES[state].format(agent=offer.agent.name)
    calls.note(progress.call.pk, f"{sentence} {offer.failure}".strip(), at=at)
    if state == OfferState.ANSWERED:
        _bridge(progress, offer, now=now)
    elif state == OfferState.CONNECTED and offer.leg is not None:
        caller = progress.call.caller_name or progress.call.from_number
        agents.connect(offer.agent_id, offer.leg.pk, caller, at=at)
    elif state in MISSED:
        _blame(offer, at=at)
    elif state in (OfferState.FAILED, OfferState.CALLER_LEFT, OfferState.CANCELLED):
        _set_free(offer, old, at=at)
    if (old, state) == (OfferState.ANSWERED, OfferState.FAILED):
        callers.put_back(progress, offer.entry, now=now)


def _bridge(progress: Progress, offer: Offer, *, now: datetime) -> None:
    """Connect on the agent's leg, by the caller's id.

    `park_after_unbridge` protects only the leg on which the command is given, and a
    bridge by queue could bring somebody else (Telnyx: Bridge calls).
    """
    customer = progress.live_customer
    if offer.leg is None or customer is None:
        return
    outbox.request(
        "call.bridge",
        offer.leg.call_control_id,
        params={
            "call_control_id": customer.call_control_id,
            "park_after_unbridge": "self",
            "prevent_double_bridge": True,
        },
        requested_by=offer.agent.user,
        lasts=BRIDGE_LASTS,
        purpose="offer.bridge",
        call_id=progress.call.pk,
        subject_id=offer.pk,
        now=now,
    )


def _blame(offer: Offer, *, at: datetime) -> None:
    if not _has_newer_offer(offer):
        agents.miss_offer(offer.agent_id, at=at)


def _set_free(offer: Offer, old: OfferState, *, at: datetime) -> None:
    if old not in MISSED:
        agents.release(offer.agent_id, at=at)
    elif not _has_newer_offer(offer):
        agents.excuse(offer.agent_id, at=at)


def _has_newer_offer(offer: Offer) -> bool:
    newer = Offer.objects.filter(agent_id=offer.agent_id, pk__gt=offer.pk)
    return newer.exists()
