"""What a screen reader says of what befalls a person, on whichever page they are.

One hidden fragment of every screen. `static/js/speak.js` says a sentence once, when the
one of its key has changed; the sentences that a page was opened with are not news.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils.text import slugify

from agents.models import Agent
from agents.queries import agent_of_user
from agents.states import AgentState
from calls.models import Leg
from calls.states import CallState, LegRole
from conferences import fragments as rooms
from conferences.queries.desk import DeskCall, desk_call_of
from conferences.queries.supervised import dock_of
from live.fragments import Fragment, Scope
from queues.queries import desk_offer_of
from queues.states import OPEN_OFFER
from queues.words import what_became_of
from ui.outside import caller_words, plain

# A call that ended longer ago is no news on a page that is opened now.
NEWS_FOR = timedelta(minutes=1)
# These are told by the offer and the call that they come from.
TOLD_OTHERWISE = (AgentState.RESERVED, AgentState.ON_CALL)


@dataclass(frozen=True)
class Sentence:
    """An urgent one interrupts what is being read."""

    key: str
    text: str
    is_urgent: bool = False


def spoken(scope: Scope) -> dict[str, Any]:
    return {"sentences": list(sentences_for(scope.user_pk or 0, now=scope.now))}


def sentences_for(user_pk: int, *, now: datetime) -> Iterator[Sentence]:
    agent = agent_of_user(user_pk)
    if agent is not None:
        yield from _of_the_offer(agent, now)
        yield from _of_the_call(user_pk, now)
        yield Sentence("state", _state_words(agent))
    yield from _of_the_supervision(user_pk, now)


def _of_the_offer(agent: Agent, now: datetime) -> Iterator[Sentence]:
    offer = desk_offer_of(agent, now=now)
    if offer is None:
        return
    if offer.state in OPEN_OFFER:
        caller, queue = caller_words(offer.entry.call), offer.entry.queue.name
        words = f"Call from {queue}: {caller}. Answer it on your phone."
    else:
        words = what_became_of(offer)
    yield Sentence(f"offer-{offer.pk}", words, is_urgent=True)


def _of_the_call(user_pk: int, now: datetime) -> Iterator[Sentence]:
    desk = desk_call_of(user_pk, now=now)
    if desk is None:
        yield from _of_the_last_call(user_pk, now)
        return
    words = f"You are connected with {caller_words(desk.call)}."
    yield Sentence(f"call-{desk.call.pk}", words)
    yield from _of_who_is_heard(desk)


def _of_who_is_heard(desk: DeskCall) -> Iterator[Sentence]:
    for one in desk.heard:
        if one.by_everybody:
            words = f"{one.name} has joined the call: everybody hears them."
        else:
            words = f"{one.name} coaches you: only you hear them."
        yield Sentence(f"heard-{slugify(one.name)}", words)
    if desk.leg.has_put_us_on_hold:
        yield Sentence("own-hold", "You hold the call: the others cannot hear you.")
    if desk.is_held_by_caller:
        yield Sentence("hold", f"{caller_words(desk.call)} has put you on hold.")


def _of_the_last_call(user_pk: int, now: datetime) -> Iterator[Sentence]:
    legs = Leg.objects.filter(user_id=user_pk, role=LegRole.AGENT)
    leg = legs.filter(bridged_at__isnull=False, ended_at__gt=now - NEWS_FOR)
    last = leg.select_related("call").order_by("-ended_at").first()
    if last is None:
        return
    call = last.call
    if call.state != CallState.ENDED:
        words = f"You left the call with {caller_words(call)}."
    elif call.hangup_source == "caller":
        words = f"{caller_words(call)} hung up."
    else:
        words = f"The call with {caller_words(call)} has ended."
    yield Sentence(f"call-{call.pk}", words, is_urgent=True)


def _of_the_supervision(user_pk: int, now: datetime) -> Iterator[Sentence]:
    dock = dock_of(user_pk, now=now)
    if dock is None:
        return
    whom = f"{dock.agent or 'an agent'} and {caller_words(dock.call)}"
    yield Sentence(f"supervision-{dock.call.pk}", f"{dock.headline} {whom}.")
    yield Sentence(f"supervision-{dock.call.pk}-failed", dock.failure, is_urgent=True)


def _state_words(agent: Agent) -> str:
    if agent.state == AgentState.DISCONNECTED:
        return ""
    if agent.pending_state:
        after = agent.pending_reason or AgentState(agent.pending_state).label
        who = _somebody_else(agent, agent.pending_by)
        return f"After this call your state is {after}{who}."
    if agent.state in TOLD_OTHERWISE:
        return ""
    if agent.state == AgentState.WRAP_UP and agent.state_until:
        lasts = agent.state_until - agent.state_since
        return f"Wrap-up for {round(lasts.total_seconds())} seconds."
    state = agent.reason or AgentState(agent.state).label
    return f"Your state is {state}{_somebody_else(agent, agent.set_by)}."


def _somebody_else(agent: Agent, person: User | None) -> str:
    """Say who set the state, where that was not the agent."""
    if person is None or person.pk == agent.user_id:
        return ""
    return f", set by {plain(person.get_full_name() or person.username)}"


def _topics(scope: Scope) -> frozenset[str]:
    return rooms.DESK_CALL.topics(scope) | rooms.DOCK.topics(scope)


SPOKEN = Fragment(
    "spoken", "contactcenter/_spoken.html", spoken, _topics, varies="user"
)
