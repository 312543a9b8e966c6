"""What proves that a caller stands in Telnyx's queue, and since when."""

from datetime import timedelta

import pytest

from callcontrol.models import Command
from callcontrol.unit_of_work import unit_of_work
from provisioning.models import PhoneNumber
from queues.handlers import caller_command_finished
from queues.models import InboundRoute, QueueEntry
from tests.queues import history
from tests.queues.history import START

NOW = START + timedelta(seconds=5)
AGAIN = START + timedelta(seconds=15)


@pytest.fixture
def asked(billing) -> Command:
    """Carl is greeted, and the queue is asked for; nothing is told of that."""
    number = PhoneNumber.objects.create(number=history.NUMBER)
    InboundRoute.objects.create(phone_number=number, queue=billing)
    history.tell(history.entering()[:4], now=NOW)
    assert QueueEntry.objects.get().state == "entering"
    return Command.objects.get(kind="call.enqueue")


def ask_again(asked: Command, **outcome) -> None:
    """Let a second request come to an end."""
    second = Command(
        kind=asked.kind,
        target=asked.target,
        params=asked.params,
        purpose=asked.purpose,
        call_id=asked.call_id,
        requested_at=AGAIN,
        not_after=AGAIN + timedelta(seconds=10),
        answered_at=AGAIN,
        **outcome,
    )
    second.save()
    with unit_of_work(now=AGAIN) as work:
        caller_command_finished(second, work)


@pytest.mark.parametrize(
    ("state", "since"), [("accepted", NOW), ("unknown", NOW), ("failed", AGAIN)]
)
def test_word_that_they_stand_there_already_proves_it(asked, state, since):
    """They do since the first request that can have been carried out."""
    Command.objects.filter(pk=asked.pk).update(state=state)
    ask_again(asked, state="failed", error_code="90038")
    entry = QueueEntry.objects.get()
    assert (entry.state, entry.queued_at, entry.entered_at) == ("waiting", since, since)


@pytest.mark.parametrize("error_code", ["90036", "90015", ""])
def test_other_refusals_prove_nothing(asked, error_code):
    Command.objects.filter(pk=asked.pk).update(state="accepted")
    ask_again(asked, state="failed", error_code=error_code)
    entry = QueueEntry.objects.get()
    assert (entry.state, entry.queued_at) == ("entering", None)


def test_event_that_comes_late_says_more_exactly_since_when(asked):
    Command.objects.filter(pk=asked.pk).update(state="accepted")
    ask_again(asked, state="failed", error_code="90038")
    enqueued = history.entering()[4]
    history.tell([enqueued], now=AGAIN)
    assert QueueEntry.objects.get().queued_at == enqueued.occurred_at
