from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from callcontrol import outbox, tasks
from callcontrol.models import Command
from callcontrol.states import CommandState
from provider import events
from tests.support.signing import body_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def rung(monkeypatch):
    """The ids for which the doorbell was rung."""
    rung = []
    monkeypatch.setattr(tasks, "ring", rung.append)
    return rung


def hang_up(**changes):
    asked = {"params": {}, "lasts": timedelta(seconds=60), "now": NOW, **changes}
    return outbox.request("call.hangup", "v3:leg", **asked)


def test_a_request_is_a_row_and_a_bell_after_the_commit(
    rung, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        command = hang_up()
        assert rung == []

    assert rung == [command.pk]
    assert Command.objects.get() == command
    assert (command.state, command.not_after) == (
        CommandState.PENDING,
        NOW + timedelta(seconds=60),
    )


@pytest.mark.django_db(transaction=True)
def test_nothing_is_asked_for_when_the_transaction_rolls_back(rung):
    with transaction.atomic():
        hang_up()
        transaction.set_rollback(True)

    assert (Command.objects.count(), rung) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_does_not_reach_the_caller(monkeypatch):
    def fail(**_):
        raise tasks.OperationalError("the broker is away")

    monkeypatch.setattr(tasks.deliver, "apply_async", fail)

    command = hang_up()

    assert Command.objects.get() == command


def test_an_unknown_kind_is_a_mistake():
    with pytest.raises(KeyError):
        outbox.request(
            "call.park", "v3:leg", params={}, lasts=timedelta(seconds=1), now=NOW
        )


def test_a_missing_target_is_a_mistake():
    with pytest.raises(ValueError, match="needs a target"):
        outbox.request("call.hangup", params={}, lasts=timedelta(seconds=1), now=NOW)


def test_a_dialled_leg_leads_back_to_its_command():
    command = outbox.request(
        "call.dial",
        params={"to": "sip:ana@example.org"},
        lasts=timedelta(seconds=8),
        now=NOW,
    )
    webhook = body_of(payload={"client_state": command.params["client_state"]})

    assert outbox.find_command(events.parse(webhook).command_id) == command


def test_a_leg_of_nobody_leads_nowhere():
    assert outbox.find_command(None) is None
    assert outbox.find_command(uuid4()) is None


def make(state, **changes):
    return Command.objects.create(
        kind="call.hangup",
        target="v3:leg",
        requested_at=NOW,
        not_after=NOW + timedelta(seconds=60),
        state=state,
        **{"first_sent_at": NOW, **changes},
    )


@pytest.mark.parametrize("state", [CommandState.ACCEPTED, CommandState.UNKNOWN])
def test_an_event_settles_what_was_sent(state):
    command = make(state)

    assert outbox.confirm(Command.objects.all(), now=NOW) == 1

    command.refresh_from_db()
    assert (command.state, command.settled_at) == (CommandState.CONFIRMED, NOW)


@pytest.mark.parametrize("state", [CommandState.SENDING, CommandState.PENDING])
def test_an_event_that_overtakes_the_answer_leaves_the_row_to_its_sender(state):
    command = make(state)

    outbox.confirm(Command.objects.all(), now=NOW)

    command.refresh_from_db()
    assert (command.state, command.confirmed_at) == (state, NOW)
    assert command.settled_at is None


def test_the_first_proof_is_the_one_that_counts():
    command = make(CommandState.SENDING)
    outbox.confirm(Command.objects.all(), now=NOW)
    later = NOW + timedelta(seconds=3)
    assert outbox.confirm(Command.objects.all(), now=later) == 0
    command.refresh_from_db()
    assert command.confirmed_at == NOW


def test_a_room_is_found_by_the_leg_that_it_is_made_from():
    """It has no id of its own yet; its event names the leg."""
    asked = {"params": {"call_control_id": "v3:leg", "name": "room"}, "now": NOW}
    command = outbox.request("conference.create", lasts=timedelta(seconds=60), **asked)
    assert command.target == "v3:leg"


@pytest.mark.parametrize(
    ("sent_at", "state", "is_taken_back"),
    [
        (None, CommandState.PENDING, True),
        # It waits for a repetition: the first one may have been carried out.
        (NOW, CommandState.PENDING, False),
        (NOW, CommandState.SENDING, False),
    ],
)
def test_only_what_was_never_sent_is_taken_back(sent_at, state, is_taken_back):
    command = make(state, first_sent_at=sent_at)
    outbox.revoke(command.pk, now=NOW)
    command.refresh_from_db()
    assert (command.not_after == NOW) is is_taken_back


@pytest.mark.parametrize(
    ("state", "changes"),
    [
        (CommandState.PENDING, {"first_sent_at": None}),
        (CommandState.FAILED, {}),
        (CommandState.EXPIRED, {}),
        (CommandState.CONFIRMED, {"confirmed_at": NOW}),
    ],
)
def test_an_event_proves_nothing_about_what_was_not_sent_or_is_over(state, changes):
    make(state, **changes)

    assert outbox.confirm(Command.objects.all(), now=NOW) == 0


def test_notices_are_a_persons_own_recent_and_undismissed(cast):
    mine = make(CommandState.FAILED, requested_by=cast.ana, settled_at=NOW)
    make(CommandState.FAILED, requested_by=cast.ben, settled_at=NOW)
    make(CommandState.CONFIRMED, requested_by=cast.ana, settled_at=NOW)
    make(CommandState.EXPIRED, requested_by=cast.ana, settled_at=NOW, dismissed_at=NOW)
    late = NOW + outbox.NOTICE_FOR

    assert list(outbox.notices_for(cast.ana, now=NOW)) == [mine]
    assert list(outbox.notices_for(cast.ana, now=late)) == []


def test_a_dismissed_notice_is_gone(cast):
    mine = make(CommandState.UNKNOWN, requested_by=cast.ana, settled_at=NOW)

    outbox.dismiss(mine, now=NOW)

    assert list(outbox.notices_for(cast.ana, now=NOW)) == []
