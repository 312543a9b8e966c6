"""Offer a waiting caller to an agent: who wins, and who is told why not."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from agents import actions as agents
from agents.models import Agent, Phone
from agents.states import AgentState
from callcontrol import outbox
from callcontrol.models import Command
from calls import actions as calls
from calls.models import Call
from live import topics
from live.announce import announce
from live.refusals import Refused
from queues import queries
from queues.actions.settling import settle
from queues.models import Offer, QueueEntry
from queues.routing import next_caller
from queues.states import OPEN_ENTRY, OPEN_OFFER, EntryState, OfferOrigin, OfferState

DIAL_LASTS = timedelta(seconds=8)
# As often the next one is tried when somebody else was faster.
MOST_TRIES = 5
NO_PHONE = "{agent} has no phone yet; an administrator can add one."
ENGAGED = {
    AgentState.RESERVED: "Your phone rings already.",
    AgentState.ON_CALL: "You are on a call.",
}


class CallerGone(Refused):
    """This caller cannot be offered; another may be."""


@transaction.atomic
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
    is not available.
    """
    entry = QueueEntry.objects.select_related("queue").get(pk=entry_pk)
    call = calls.lock_call(entry.call_id)
    agent = Agent.objects.select_related("user").get(pk=agent_pk)
    phone = Phone.objects.filter(user_id=agent.user_id).first()
    if phone is None:
        raise Refused(NO_PHONE.format(agent=agent.name))
    _claim(entry_pk, agent_pk)
    if not agents.reserve(agent_pk, entry.queue.name, now=now):
        agent.refresh_from_db()
        raise Refused(_why_unavailable(agent, requested_by))
    command = _dial(call, entry, phone, requested_by, now=now)
    offer = _write_offer(entry, agent, command, origin, reasons, now=now)
    text = f"{OfferOrigin(origin).label} by {agent.name}."
    if origin == OfferOrigin.ASSIGN:
        text = f"Assigned to {agent.name}."
    calls.note(call.pk, " ".join((text, *reasons)), at=now, user_id=requested_by.pk)
    announce(topics.queues(), topics.call(call.pk), topics.user(agent.user_id))
    return offer


def take_next(agent_pk: int, *, requested_by: User, now: datetime) -> Offer:
    """Offer the agent whoever is next for them; raises Refused when nobody is."""
    agent = Agent.objects.get(pk=agent_pk)
    passed_over: list[int] = []
    for _ in range(MOST_TRIES):
        decision = next_caller(
            queries.callers_for_routing(),
            agent_name=agent.name,
            agent_queue_pks=queries.queue_pks_of(agent),
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


@transaction.atomic
def cancel_offer(offer_pk: int, *, requested_by: User, now: datetime) -> None:
    """Stop the agent's phone; the caller waits on, the agent is available again.

    Raises Refused when the agent has answered, or the offer is over.
    """
    offer = Offer.objects.select_related("entry").get(pk=offer_pk)
    calls.lock_call(offer.entry.call_id)
    offer.refresh_from_db()
    if offer.state == OfferState.ANSWERED:
        raise Refused("The call is being connected already.")
    if offer.state not in OPEN_OFFER:
        raise Refused(f"This offer is over: {OfferState(offer.state).label.lower()}.")
    text = "Asked to stop the agent's phone."
    calls.note(offer.entry.call_id, text, at=now, user_id=requested_by.pk)
    withdraw(offer, OfferState.CANCELLED, now=now)


def withdraw(
    offer: Offer, outcome: OfferState, failure: str = "", *, now: datetime
) -> None:
    """End an open offer on our own account; what an event proves later outweighs it."""
    Offer.objects.filter(
        pk=offer.pk, state__in=OPEN_OFFER, withdrawn_at__isnull=True
    ).update(withdrawn_as=outcome, withdrawn_at=now, failure=failure)
    settle(offer.entry.call_id, now=now)


def _claim(entry_pk: int, agent_pk: int) -> None:
    """Take the entry out of the line, or say who has it."""
    waiting = QueueEntry.objects.filter(pk=entry_pk, state=EntryState.WAITING)
    if not waiting.update(state=EntryState.OFFERED):
        raise CallerGone(_why_gone(entry_pk, agent_pk))


def _why_gone(entry_pk: int, agent_pk: int) -> str:
    entry = QueueEntry.objects.select_related("answered_by").get(pk=entry_pk)
    taken_by = entry.answered_by
    if taken_by is None and entry.state == EntryState.OFFERED:
        offers = Offer.objects.filter(entry_id=entry_pk, state__in=OPEN_OFFER)
        offer = offers.select_related("agent").first()
        taken_by = offer.agent if offer else None
    if taken_by is not None and taken_by.pk == agent_pk:
        return "You have this call already."
    if taken_by is not None:
        return f"{taken_by.name} was faster."
    if entry.state in OPEN_ENTRY:
        return "The caller is not in the queue yet. Try again in a moment."
    return "The caller has hung up."


def _why_unavailable(agent: Agent, requested_by: User) -> str:
    if agent.user_id != requested_by.pk:
        return (
            f"{agent.name} is not available: {AgentState(agent.state).label.lower()}."
        )
    return ENGAGED.get(AgentState(agent.state), "Set yourself Available first.")


def _dial(
    call: Call, entry: QueueEntry, phone: Phone, requested_by: User, *, now: datetime
) -> Command:
    customer = entry.leg
    return outbox.request(
        "call.dial",
        params={
            "connection_id": call.connection_id,
            "to": phone.sip_address,
            "from": call.to_number,
            "link_to": customer.call_control_id,
            "timeout_secs": entry.queue.ring_secs,
            "custom_headers": [{"name": "X-Call", "value": str(call.pk)}],
        },
        requested_by=requested_by,
        lasts=DIAL_LASTS,
        purpose="offer.dial",
        call_id=call.pk,
        subject_id=entry.pk,
        now=now,
    )


def _write_offer(
    entry: QueueEntry,
    agent: Agent,
    command: Command,
    origin: OfferOrigin,
    reasons: tuple[str, ...],
    *,
    now: datetime,
) -> Offer:
    """Store the offer; the database refuses a second open one for caller or agent."""
    try:
        with transaction.atomic():
            return Offer.objects.create(
                entry=entry,
                agent=agent,
                dial_command=command,
                origin=origin,
                made_at=now,
                expires_at=now + timedelta(seconds=entry.queue.ring_secs),
                reasons=list(reasons),
            )
    except IntegrityError as error:
        raise CallerGone(_why_gone(entry.pk, agent.pk)) from error
