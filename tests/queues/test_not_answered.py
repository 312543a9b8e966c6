"""Whose doing it is when an agent's phone is not answered, and what they are told."""

import pytest

from agents.models import Agent
from provisioning.models import PhoneNumber
from queues.actions import offer_to
from queues.models import InboundRoute, Offer, QueueEntry
from queues.states import OfferOrigin
from queues.words import what_became_of
from tests.queues import history
from tests.queues.history import ANA, START

NOT_SIGNED_IN = (
    "Your phone could not be reached for the call from Billing (SIP {}): it is not"
    " signed in, or its address is wrong."
)
NOT_REACHED = "Your phone could not be reached for the call from Billing{}."


@pytest.fixture
def offer(ana, billing):
    """Carl waits, and is offered to Ana, whose phone rings."""
    number = PhoneNumber.objects.create(number=history.NUMBER)
    InboundRoute.objects.create(phone_number=number, queue=billing)
    picked_at = START.replace(second=20)
    history.tell(history.entering(), now=picked_at)
    made = offer_to(
        QueueEntry.objects.get().pk,
        ana.pk,
        origin=OfferOrigin.PICK,
        requested_by=ana.user,
        now=picked_at,
    )
    history.tell(history.ringing(made.dial_id), now=picked_at)
    return made


def end(offer, cause, sip_code):
    ended = history.hangup(
        24, ANA, offer.dial_id, cause=cause, source="callee", sip_code=sip_code
    )
    history.tell([ended], now=START.replace(second=25))
    return Offer.objects.select_related("agent", "entry__queue", "entry__call").get()


@pytest.mark.parametrize(
    ("cause", "sip_code", "state", "said"),
    [
        ("not_found", "480", "unreachable", NOT_SIGNED_IN.format(480)),
        ("not_found", "404", "unreachable", NOT_SIGNED_IN.format(404)),
        (
            "timeout",
            "487",
            "no_answer",
            "You did not answer the call from Billing.",
        ),
        (
            "call_rejected",
            "603",
            "declined",
            "You declined the call from Billing.",
        ),
        (
            "user_busy",
            "486",
            "declined",
            "Your phone was busy for the call from Billing.",
        ),
    ],
)
def test_agent_who_does_not_take_it_is_not_responding(
    offer, cause, sip_code, state, said
):
    ended = end(offer, cause, sip_code)
    assert (ended.state, ended.agent.state) == (state, "not_responding")
    assert what_became_of(ended) == said


@pytest.mark.parametrize(
    ("cause", "sip_code", "code"),
    [
        ("normal_clearing", "503", " (SIP 503)"),
        ("call_rejected", "403", " (SIP 403)"),
        ("normal_clearing", "500", " (SIP 500)"),
        ("call_rejected", "D41", " (SIP D41)"),
        ("unspecified", "unspecified", ""),
    ],
)
def test_nobody_is_to_blame_for_the_network(offer, cause, sip_code, code):
    ended = end(offer, cause, sip_code)
    assert (ended.state, ended.agent.state) == ("failed", "available")
    assert what_became_of(ended) == NOT_REACHED.format(code)


@pytest.mark.parametrize(("cause", "sip_code"), [("not_found", "480"), ("", "503")])
def test_caller_waits_on_and_can_be_picked_by_somebody_else(offer, cause, sip_code):
    end(offer, cause, sip_code)
    entry = QueueEntry.objects.get()
    assert (entry.state, entry.entered_at) == (
        "waiting",
        history.entering()[4].occurred_at,
    )
    assert Agent.objects.get().leg is None
