"""One row says all about a kind of command, and all of it is made use of."""

from typing import get_args, get_type_hints

import pytest

from callcontrol import words
from callcontrol.kinds import CONFIRMATIONS, KINDS, Match
from callcontrol.models import Command
from callcontrol.states import CommandState
from calls.command_words import command_words
from provider.client import TelnyxClient
from provider.events import EVENT_CLASSES, ConferenceEvent

pytestmark = pytest.mark.parametrize("name", KINDS)

CLIENT = TelnyxClient("KEY", "http://api/v2")


def params_of(operation):
    """The names that an operation of the client takes after its path."""
    hints = get_type_hints(operation)
    if "params" not in hints:
        return set()
    return set(get_type_hints(get_args(hints["params"])[0]))


def test_delivery_sends_the_id_exactly_where_the_operation_takes_one(name):
    kind = KINDS[name]

    takes_one = "command_id" in params_of(kind.operation(CLIENT))

    assert takes_one is kind.takes_command_id


def test_a_failure_is_told_in_the_words_of_the_row(name):
    sentence = words.explain(Command(kind=name, state=CommandState.FAILED))

    assert KINDS[name].asked
    assert sentence.startswith(f"{KINDS[name].asked} did not work: ")


def test_a_timeline_tells_it_in_the_words_of_the_row(name):
    assert KINDS[name].told
    assert command_words(Command(kind=name, params={})) == KINDS[name].told


def test_its_events_lead_back_to_it(name):
    confirmation = KINDS[name].confirmed_by

    assert (confirmation.match is None) is (confirmation.event_types == ())
    for event_type in confirmation.event_types:
        match, kinds = CONFIRMATIONS[event_type]
        assert name in kinds
        assert match is confirmation.match


def test_its_events_carry_that_by_which_it_is_found(name):
    confirmation = KINDS[name].confirmed_by
    needs_conference = confirmation.match in (Match.CONFERENCE, Match.PARTICIPANT)

    for event_type in confirmation.event_types:
        event_class = EVENT_CLASSES[event_type]
        assert not needs_conference or issubclass(event_class, ConferenceEvent)
