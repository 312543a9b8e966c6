"""Whatever the order in which webhooks arrive, and however often, the truth is one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from agents.actions import add_agent, choose_state
from agents.states import AgentState
from callcontrol.models import Command
from provisioning.models import PhoneNumber
from queues.actions import offer_to
from queues.models import InboundRoute, QueueEntry
from queues.states import OfferOrigin
from tests.factories import make_phone, make_queue, open_screen
from tests.queues import history

NOW = history.START + timedelta(seconds=100)
PICKED_AT = history.START + timedelta(seconds=20)
EXAMPLES = settings(
    max_examples=15,
    deadline=None,
    # Explaining traces every line of Django, which takes minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


class Undone(Exception):
    """Takes back what an example wrote."""


@pytest.fixture
def ana(cast):
    make_phone(cast.ana)
    open_screen(cast.ana)
    agent = add_agent(cast.ana, "Ana", now=history.START)
    state = AgentState.AVAILABLE
    choose_state(agent.pk, state, chosen_by=cast.ana, now=history.START)
    queue = make_queue("Billing", [agent], greeting="Hello.", wrap_up_secs=60)
    number = PhoneNumber.objects.create(number=history.NUMBER)
    InboundRoute.objects.create(phone_number=number, queue=queue)
    return agent


@st.composite
def disorders(draw: st.DrawFn, number: int) -> list[int]:
    """Draw an order of that many events, some of which are told twice."""
    again = draw(st.lists(st.integers(0, number - 1), max_size=4))
    return list(draw(st.permutations([*range(number), *again])))


# As many events as are applied in one transaction.
RUNS = st.integers(min_value=1, max_value=12)


def outcome(act: Callable[[], None]) -> dict[str, Any]:
    """Return the truth after `act`, and take everything back."""
    try:
        with transaction.atomic():
            act()
            seen = history.truth()
            raise Undone
    except Undone:
        return seen


@EXAMPLES
@given(data=st.data())
def test_waiting_and_giving_up(ana, data):
    events = [*history.entering(), *history.giving_up()]
    expected = outcome(lambda: history.tell(events, now=NOW))
    [entry] = expected["entries"]
    assert (entry["state"], entry["waited_ms"]) == ("abandoned", 25_900)
    order = data.draw(disorders(len(events)))
    shuffled = [events[place] for place in order]
    run = data.draw(RUNS)
    assert outcome(lambda: history.tell(shuffled, now=NOW, largest_run=run)) == expected


STORIES = {
    "talk": (history.talking, "connected", "answered", "wrap_up"),
    "missed": (history.missing, "no_answer", "waiting", "not_responding"),
    "left": (
        history.leaving_while_it_rings,
        "caller_left",
        "abandoned",
        "available",
    ),
}


@pytest.mark.parametrize("story", STORIES)
@EXAMPLES
@given(data=st.data())
def test_offer_and_what_comes_of_it(ana, story, data):
    tell_story, offer_state, entry_state, agent_state = STORIES[story]

    def act(order: list[int] | None = None, run: int = 1) -> None:
        history.tell(history.entering(), now=PICKED_AT)
        entry = QueueEntry.objects.get()
        offer = offer_to(
            entry.pk,
            ana.pk,
            origin=OfferOrigin.PICK,
            requested_by=ana.user,
            now=PICKED_AT,
        )
        late = [history.entering()[3], history.entering()[5]]
        events = [*late, *tell_story(offer.dial_id)]
        told = [events[place] for place in order or range(len(events))]
        history.tell(told, now=NOW, largest_run=run)

    expected = outcome(act)
    assert expected["offers"][0]["state"] == offer_state
    assert expected["entries"][0]["state"] == entry_state
    assert expected["agents"][0]["state"] == agent_state
    order = data.draw(disorders(2 + len(tell_story(uuid4()))))
    run = data.draw(RUNS)
    assert outcome(lambda: act(order, run)) == expected


def test_nothing_is_asked_twice(ana):
    events = history.entering()
    history.tell([one for one in events for _ in range(3)], now=NOW)
    kinds = Command.objects.order_by("requested_at").values_list("kind", flat=True)
    assert sorted(kinds) == [
        "call.answer",
        "call.enqueue",
        "call.playback_start",
        "call.speak",
    ]


def test_ended_never_reopens(ana):
    events = [*history.entering(), *history.giving_up()]
    history.tell(events, now=NOW)
    ended = history.truth()
    history.tell(events, now=NOW)
    assert history.truth() == ended
