"""Offer a waiting caller to an agent: who wins, and who is told why not."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.contrib.auth.models import User

from agents import queries as agents
from agents.aggregate import Agents
from agents.models import Agent
from agents.states import AgentState
from callcontrol.unit_of_work import UnitOfWork, unit_of_work
from calls import actions as calls
from calls.aggregate import Calls
from calls.models import Call
from calls.states import LegRole
from live.refusals import Refused
from queues import queries
from queues.actions.consequences import request_bridge, reserve
from queues.actions.withdrawing import withdraw
from queues.aggregate import CallEntries, Entries
from queues.models import Offer, QueueEntry, RoutingDecision, Turn
from queues.queries.waiting import GIVES_OUT
from queues.routing import next_caller
from queues.states import OPEN_OFFER, PICKABLE, OfferOrigin, OfferState, Strategy

DIAL_LASTS = timedelta(seconds=8)
# As often the next one is tried when somebody else was faster.
MOST_TRIES = 5
NO_PHONE = "{agent} has no phone yet: no browser of theirs could ring."
# What agents do of their own accord, and a queue may not allow.
OF_THEIR_CHOICE = (OfferOrigin.PICK, OfferOrigin.TAKE_NEXT)
ENGAGED = {
    AgentState.RESERVED: "Your phone rings already.",
    AgentState.ON_CALL: "You are on a call.",
}


class CallerGone(Refused):
    """This caller cannot be offered; another may be."""


def offer_to(
    entry_pk: int,
    agent_pk: int,
    *,
    origin: OfferOrigin,
    requested_by: User,
    reasons: tuple[str, ...] = (),
    now: datetime,
) -> Offer:
    """Dial the agent for this caller; the caller keeps waiting until it is answered.

    Raises CallerGone when the caller has been taken or has left, Refused when the agent
    is not available, or may not choose callers of this queue.
    """
    call_pk = QueueEntry.objects.values_list("call_id", flat=True).get(pk=entry_pk)
    with unit_of_work(now=now) as work:
        call = work.part(Calls).locked(call_pk)
        mine = work.part(Entries).of(call)
        entry = next(one for one in mine.entries if one.pk == entry_pk)
        agent = work.part(Agents).locked(agent_pk)
        address = agents.address_of(agent.agent.user_id)
        if not address:
            raise Refused(NO_PHONE.format(agent=agent.agent.name))
        _require_free(mine, entry, agent_pk)
        if origin in OF_THEIR_CHOICE and not entry.queue.may_be_picked_from:
            raise Refused(GIVES_OUT.format(queue=entry.queue.name))
        if not _may_have(agent.agent, requested_by, now=now):
            raise Refused(_why_unavailable(agent.agent, requested_by))
        offer = make(mine, entry, agent.agent, address, origin, requested_by, work)
        offer.reasons = list(reasons)
        text = f"{OfferOrigin(origin).label} by {agent.agent.name}."
        if origin == OfferOrigin.ASSIGN:
            text = f"Assigned to {agent.agent.name}."
        words = " ".join((text, *reasons))
        calls.note(call, words, at=now, user_id=requested_by.pk)
    return offer


def offer_by_queue(
    mine: CallEntries, entry: QueueEntry, agent: Agent, decision: RoutingDecision
) -> Offer | None:
    """Dial an agent, who is locked, because the queue decided so; None without a phone."""
    address = agents.address_of(agent.user_id)
    if not address:
        return None
    work = mine.call.work
    offer = make(mine, entry, agent, address, OfferOrigin.PUSH, None, work)
    offer.reasons, offer.routing = decision.reasons, decision
    words = " ".join((f"Offered to {agent.name}.", *decision.reasons))
    calls.note(mine.call, words, at=work.now)
    if entry.queue.strategy == Strategy.ROUND_ROBIN:
        Turn.objects.update_or_create(
            queue=entry.queue, agent=agent, defaults={"asked_at": work.now}
        )
    return offer


def take_next(agent_pk: int, *, requested_by: User, now: datetime) -> Offer:
    """Offer the agent whoever is next for them; raises Refused when nobody is."""
    agent = Agent.objects.get(pk=agent_pk)
    passed_over: list[int] = []
    for _ in range(MOST_TRIES):
        callers, places = queries.callers_to_take(agent, now=now)
        decision = next_caller(
            callers,
            agent_name=agent.name,
            queue_places=places,
            passed_over=passed_over,
            now=now,
        )
        if decision.entry_pk is None:
            break
        try:
            return offer_to(
                decision.entry_pk,
                agent_pk,
                origin=OfferOrigin.TAKE_NEXT,
                requested_by=requested_by,
                reasons=decision.reasons,
                now=now,
            )
        except CallerGone:
            passed_over.append(decision.entry_pk)
    raise Refused(" ".join(decision.reasons))


def cancel_offer(offer_pk: int, *, requested_by: User, now: datetime) -> None:
    """Stop the agent's phone; the caller waits on, the agent is available again.

    Raises Refused when the agent has answered, or the offer is over.
    """
    with _offer_locked(offer_pk, now=now) as (mine, offer):
        if offer.state == OfferState.ANSWERED:
            raise Refused("The call is being connected already.")
        if offer.state not in OPEN_OFFER:
            label = OfferState(offer.state).label.lower()
            raise Refused(f"This offer is over: {label}.")
        text = "Asked to stop the agent's phone."
        calls.note(mine.call, text, at=now, user_id=requested_by.pk)
        withdraw(mine, offer, OfferState.CANCELLED)


def withdraw_offer(
    offer_pk: int, outcome: OfferState, failure: str, *, now: datetime
) -> None:
    """As `withdraw`, for an offer whose call is not locked yet."""
    with _offer_locked(offer_pk, now=now) as (mine, offer):
        withdraw(mine, offer, outcome, failure)


def bridge_again(offer_pk: int, *, now: datetime) -> None:
    """Ask once more for a bridge that Telnyx, being asked, has not carried out."""
    with _offer_locked(offer_pk, now=now) as (mine, offer):
        leg, customer = mine.leg_of(offer), mine.call.live_customer
        if offer.state == OfferState.ANSWERED and leg and customer:
            request_bridge(mine, offer, leg, customer)


@contextmanager
def _offer_locked(
    offer_pk: int, *, now: datetime
) -> Iterator[tuple[CallEntries, Offer]]:
    """Lock the call of an offer; raises Offer.DoesNotExist."""
    call_pk = Offer.objects.values_list("entry__call_id", flat=True).get(pk=offer_pk)
    with unit_of_work(now=now) as work:
        call = work.part(Calls).locked(call_pk)
        mine = work.part(Entries).of(call)
        yield mine, next(one for one in mine.offers if one.pk == offer_pk)


def _require_free(mine: CallEntries, entry: QueueEntry, agent_pk: int) -> None:
    """Raise CallerGone, with who has them, unless this caller can be offered."""
    if entry.state not in PICKABLE:
        raise CallerGone(_why_gone(mine, entry, agent_pk))


def _why_gone(mine: CallEntries, entry: QueueEntry, agent_pk: int) -> str:
    held_by = (OPEN_OFFER, (OfferState.CONNECTED,))
    for states in held_by:
        for offer in mine.offers_of(entry):
            if offer.state in states and offer.agent_id == agent_pk:
                return "You have this call already."
            if offer.state in states:
                return f"{offer.agent.name} was faster."
    return "The caller has hung up."


def _may_have(agent: Agent, requested_by: User, *, now: datetime) -> bool:
    """Whether an agent may be offered a call by somebody; whoever presses is there."""
    if agent.user_id == requested_by.pk:
        return agent.state == AgentState.AVAILABLE
    return agents.may_be_offered_now(agent, now=now)


def _why_unavailable(agent: Agent, requested_by: User) -> str:
    if agent.user_id != requested_by.pk and agent.state == AgentState.AVAILABLE:
        return f"{agent.name} has no screen open."
    if agent.user_id != requested_by.pk:
        return (
            f"{agent.name} is not available: {AgentState(agent.state).label.lower()}."
        )
    return ENGAGED.get(AgentState(agent.state), "Set yourself Available first.")


def make(
    mine: CallEntries,
    entry: QueueEntry,
    agent: Agent,
    address: str,
    origin: OfferOrigin,
    requested_by: User | None,
    work: UnitOfWork,
) -> Offer:
    """Dial an agent for a caller, both of whom are locked and free."""
    rings_for = timedelta(seconds=agent.ring_secs or entry.queue.ring_secs)
    call = mine.call.call
    dial = calls.dial(
        mine.call,
        role=LegRole.AGENT,
        address=address,
        user_id=agent.user_id,
        rings_for=rings_for,
        lasts=DIAL_LASTS,
        params={
            "link_to": entry.leg.call_control_id,
            "custom_headers": headers_for(agent, call, origin),
        },
        requested_by=requested_by,
    )
    offer = Offer(
        entry=entry,
        agent=agent,
        dial=dial,
        origin=origin,
        made_at=work.now,
        expires_at=work.now + rings_for,
        place=_free_place(mine, entry),
    )
    mine.offers.append(work.add(offer))
    reserve(mine, offer, work, activity=entry.queue.name)
    return offer


def headers_for(agent: Agent, call: Call, origin: OfferOrigin) -> list[dict[str, str]]:
    """Return what the agent's telephone is told beside who calls (Telnyx: Dial).

    Whoever chose a caller has said already that they answer.
    """
    headers = [{"name": "X-Call", "value": str(call.pk)}]
    if agent.auto_answers or origin in OF_THEIR_CHOICE:
        headers.append({"name": "X-Auto-Answer", "value": "true"})
    return headers


def _free_place(mine: CallEntries, entry: QueueEntry) -> int:
    """Return the smallest place that no open offer of this caller has.

    A queue has as many places as may ring at once, one mostly; were they all taken, the
    database would refuse the offer.
    """
    taken = {one.place for one in mine.offers_of(entry) if one.state in OPEN_OFFER}
    places = range(1, entry.queue.most_at_once + 1)
    return next((place for place in places if place not in taken), 1)
