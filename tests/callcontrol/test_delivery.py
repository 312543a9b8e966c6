"""Commands on their way to the emulator, whose journal says what was executed."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from callcontrol import delivery, outbox
from callcontrol.models import Command
from callcontrol.states import CommandState
from tests.callcontrol.routes import routes_with

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_bell(monkeypatch):
    """Delivery is called by hand here."""
    monkeypatch.setattr("callcontrol.tasks.ring", lambda *_, **__: None)


@pytest.fixture
def heard(monkeypatch):
    """The states of which the purpose "test" heard."""
    heard = []

    def hear(command, work):
        heard.append(command.state)

    routes = routes_with(outcomes={"test": hear})
    monkeypatch.setattr(delivery, "event_routes", lambda: routes)
    return heard


def ask(kind, target="", *, lasts=60, now=None, **params):
    return outbox.request(
        kind,
        target,
        params=params,
        lasts=timedelta(seconds=lasts),
        purpose="test",
        now=now or timezone.now(),
    )


def deliver(command, *, after=0.0):
    """Deliver `after` seconds from now; return the row as it is then."""
    delivery.deliver(command.pk, now=timezone.now() + timedelta(seconds=after))
    command.refresh_from_db()
    return command


def test_a_command_is_sent_under_its_own_id(provider, heard):
    leg = provider.inbound_call()

    command = deliver(ask("call.answer", leg))

    (executed,) = provider.commands("calls.answer")
    assert executed["command_id"] == str(command.pk)
    assert (command.state, command.attempts) == (CommandState.ACCEPTED, 1)
    assert command.response == {"result": "ok"}
    assert heard == [CommandState.ACCEPTED]


def test_a_dial_keeps_the_ids_that_telnyx_gave(provider, heard):
    command = deliver(
        ask(
            "call.dial",
            connection_id=provider.connection_id,
            to="sip:ana@sip.telnyx.com",
            **{"from": "+15550100100"},
        )
    )

    assert command.response["call_control_id"].startswith("v3:")


def test_a_refusal_keeps_telnyxs_words(provider, heard):
    command = deliver(ask("call.bridge", "v3:nobody", call_control_id="v3:other"))

    assert (command.state, command.http_status) == (CommandState.FAILED, 422)
    assert command.error_code == "90015"
    assert command.settled_at is not None
    assert heard == [CommandState.FAILED]


def test_hanging_up_what_has_ended_is_done(provider, heard):
    leg = provider.inbound_call()
    provider.tell(f"calls/{leg}/hangup", {})

    command = deliver(ask("call.hangup", leg))

    assert (command.state, command.http_status) == (CommandState.CONFIRMED, 422)
    assert command.confirmed_at is not None
    assert command.settled_at is not None
    assert heard == [CommandState.ACCEPTED]


def test_a_rate_limit_is_waited_for(provider, heard):
    leg = provider.inbound_call()
    provider.fail({"kind": "status", "operation": "calls.answer", "status": 429})
    command = ask("call.answer", leg)

    wait = delivery.deliver(command.pk, now=timezone.now())

    command.refresh_from_db()
    assert (command.state, command.http_status) == (CommandState.PENDING, 429)
    assert wait is not None
    assert wait > 0.5
    assert delivery.due(now=timezone.now()) == []
    assert heard == []


@pytest.mark.parametrize("status", [500, 503])
def test_trouble_of_telnyx_is_answered_with_the_same_id(provider, heard, status):
    leg = provider.inbound_call()
    provider.fail({"kind": "status", "operation": "calls.answer", "status": status})
    command = deliver(ask("call.answer", leg))
    assert (command.state, command.is_unclear) == (CommandState.PENDING, True)

    command = deliver(command, after=1)

    assert (command.state, command.attempts) == (CommandState.ACCEPTED, 2)
    failed, executed = provider.commands("calls.answer")
    assert (failed["status"], executed["status"]) == (status, 200)
    assert executed["command_id"] == str(command.pk)


def test_a_timeout_after_telnyx_acted_executes_once(provider, heard):
    leg = provider.answered_call()
    provider.fail({"kind": "timeout_after", "operation": "calls.record_start"})
    command = deliver(
        ask("call.record_start", leg, channels="dual", format="mp3", lasts=15)
    )
    assert command.state == CommandState.PENDING

    command = deliver(command, after=1)

    first, again = provider.commands("calls.record_start")
    assert command.state == CommandState.ACCEPTED
    assert (first["replayed"], again["replayed"]) == (False, True)


def test_a_timeout_of_what_cannot_be_recognised_is_left_unknown(provider, heard):
    leg = provider.answered_call()
    room = provider.client.conferences.create(call_control_id=leg, name="room")
    provider.fail({"kind": "timeout_after", "operation": "conferences.play"})

    command = deliver(ask("conference.play", room.id, audio_url="http://media/a.mp3"))

    assert command.state == CommandState.UNKNOWN
    assert len(provider.commands("conferences.play")) == 1
    assert heard == [CommandState.UNKNOWN]


def test_what_comes_too_late_is_never_sent(provider, heard):
    leg = provider.inbound_call()
    command = ask("call.answer", leg, lasts=5)

    command = deliver(command, after=5)

    assert (command.state, command.attempts) == (CommandState.EXPIRED, 0)
    assert provider.commands("calls.answer") == []
    assert heard == [CommandState.EXPIRED]


def test_a_repetition_that_comes_too_late_is_not_sent(provider, heard):
    leg = provider.inbound_call()
    provider.fail({"kind": "timeout_before", "operation": "calls.answer"})
    command = deliver(ask("call.answer", leg, lasts=5))

    command = deliver(command, after=6)

    assert command.state == CommandState.UNKNOWN
    assert heard == [CommandState.UNKNOWN]


def test_two_workers_send_one_row_once(provider, heard):
    leg = provider.inbound_call()
    command = ask("call.answer", leg)
    start = threading.Barrier(4)

    def work():
        try:
            start.wait()
            delivery.deliver(command.pk, now=timezone.now())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(provider.commands("calls.answer")) == 1
    assert heard == [CommandState.ACCEPTED]


def test_the_row_of_a_worker_that_died_is_sent_again_under_its_id(provider, heard):
    leg = provider.inbound_call()
    now = timezone.now()
    command = ask("call.answer", leg, now=now)
    assert delivery._claim(command.pk, now)
    assert delivery.deliver_due(now=now + delivery.LEASE) == 0

    later = now + delivery.LEASE + timedelta(seconds=1)
    assert delivery.deliver_due(now=later) == 1

    command.refresh_from_db()
    assert (command.state, command.attempts) == (CommandState.ACCEPTED, 2)


def test_the_row_of_a_worker_that_died_is_not_sent_again_when_an_event_proved_it(
    provider, heard
):
    leg = provider.inbound_call()
    now = timezone.now()
    command = ask("call.answer", leg, now=now)
    assert delivery._claim(command.pk, now)
    outbox.confirm(Command.objects.filter(pk=command.pk), now=now)

    later = now + delivery.LEASE + timedelta(seconds=1)
    assert delivery.deliver_due(now=later) == 0

    command.refresh_from_db()
    assert (command.state, command.attempts) == (CommandState.CONFIRMED, 1)
    assert provider.commands("calls.answer") == []


def test_the_row_of_a_worker_that_died_is_unknown_when_it_cannot_be_repeated(
    provider, heard
):
    now = timezone.now()
    command = ask("conference.send_dtmf", "a-conference", digits="1", now=now)
    assert delivery._claim(command.pk, now)

    delivery.deliver_due(now=now + delivery.LEASE + timedelta(seconds=1))

    command.refresh_from_db()
    assert command.state == CommandState.UNKNOWN
    assert heard == [CommandState.UNKNOWN]


def test_the_row_of_a_worker_that_died_is_unknown_once_telnyx_forgets_its_id(
    provider, heard
):
    now = timezone.now()
    command = ask("call.answer", provider.inbound_call(), lasts=300, now=now)
    assert delivery._claim(command.pk, now)

    delivery.deliver_due(now=now + timedelta(seconds=51))

    command.refresh_from_db()
    assert (command.state, heard) == (CommandState.UNKNOWN, [CommandState.UNKNOWN])
    assert provider.commands("calls.answer") == []


def test_what_a_dead_worker_may_have_sent_is_unknown_when_its_time_is_over(
    provider, heard
):
    """It may have been carried out, so nobody says that it was never sent."""
    now = timezone.now()
    command = ask("call.answer", provider.inbound_call(), lasts=20, now=now)
    assert delivery._claim(command.pk, now)
    assert delivery.due(now=now + timedelta(seconds=10)) == [command.pk]

    delivery.due(now=now + timedelta(seconds=20))

    command.refresh_from_db()
    assert command.state == CommandState.UNKNOWN


def test_time_for_repetitions_counts_from_the_first_sending(provider, heard):
    trouble = {"kind": "status", "operation": "calls.answer", "status": 503}
    provider.fail(trouble)
    now = timezone.now()
    command = ask("call.answer", provider.inbound_call(), now=now)
    delivery.deliver(command.pk, now=now)

    command = deliver(command, after=2)

    assert (command.state, command.attempts) == (CommandState.ACCEPTED, 2)
    assert command.first_sent_at == now


def test_a_worker_that_comes_back_late_records_nothing(provider, heard):
    leg = provider.inbound_call()
    now = timezone.now()
    command = ask("call.answer", leg, now=now)
    delivery._claim(command.pk, now)
    slow = Command.objects.get(pk=command.pk)
    later = now + delivery.LEASE + timedelta(seconds=1)
    delivery.deliver_due(now=later)

    decision = delivery._ended(slow, CommandState.FAILED)
    delivery._record(slow, decision, now=later)

    command.refresh_from_db()
    assert command.state == CommandState.ACCEPTED
    assert heard == [CommandState.ACCEPTED]


def test_an_event_that_was_faster_than_the_answer_settles_the_row(provider, heard):
    leg = provider.inbound_call()
    now = timezone.now()
    command = ask("call.answer", leg, now=now)
    delivery._claim(command.pk, now)
    sending = Command.objects.get(pk=command.pk)
    outbox.confirm(Command.objects.all(), now=now)

    decision = delivery._send(sending, lambda: provider.client, now, 0)
    delivery._record(sending, decision, now=now)

    command.refresh_from_db()
    assert command.state == CommandState.CONFIRMED
    assert heard == [CommandState.ACCEPTED]


def test_a_listener_that_fails_does_not_lose_the_outcome(provider, monkeypatch):
    leg = provider.inbound_call()

    def fail(command, work):
        raise ZeroDivisionError

    routes = routes_with(outcomes={"test": fail})
    monkeypatch.setattr(delivery, "event_routes", lambda: routes)
    command = ask("call.answer", leg)

    with pytest.raises(ZeroDivisionError):
        delivery.deliver(command.pk, now=timezone.now())

    command.refresh_from_db()
    assert command.state == CommandState.ACCEPTED


def test_a_parameter_that_nobody_knows_is_shown_and_not_repeated(provider, heard):
    leg = provider.inbound_call()

    command = deliver(ask("call.answer", leg, no_such_parameter=1))

    assert command.state == CommandState.FAILED
    assert "no_such_parameter" in command.error_detail


def test_the_oldest_command_is_sent_first(provider, heard):
    now = timezone.now()
    newer = ask("call.hangup", provider.inbound_call(), now=now)
    older = ask("call.hangup", provider.inbound_call(), now=now - timedelta(seconds=1))

    assert delivery.due(now=now) == [older.pk, newer.pk]
    assert delivery.due(now=now, older_than=timedelta(seconds=1)) == [older.pk]
