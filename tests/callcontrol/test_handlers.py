"""Which event proves which command, on both databases."""

import base64
from datetime import UTC, datetime

import pytest

from callcontrol.handlers import CONFIRMING, confirm_commands
from callcontrol.kinds import KINDS
from callcontrol.models import Command
from callcontrol.states import CommandState
from callcontrol.unit_of_work import unit_of_work
from provider import events
from tests.support.signing import body_of

pytestmark = pytest.mark.usefixtures("each_database")

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LEG = "v3:caller"
ROOM = "33333333-0000-0000-0000-000000000001"


def accepted(kind, target, **changes):
    return Command.objects.create(
        kind=kind,
        target=target,
        requested_at=NOW,
        not_after=NOW,
        first_sent_at=NOW,
        state=CommandState.ACCEPTED,
        **changes,
    )


def comes(event_type, **payload):
    raw = body_of(event_type, payload={"conference_id": ROOM, **payload})
    with unit_of_work(now=NOW) as work:
        confirm_commands(events.parse(raw), work)


def is_confirmed(command):
    command.refresh_from_db()
    return command.state == CommandState.CONFIRMED


@pytest.mark.parametrize(
    ("event_type", "kind"),
    [
        ("call.answered", "call.answer"),
        ("call.bridged", "call.bridge"),
        ("call.bridged", "call.transfer"),
        ("call.enqueued", "call.enqueue"),
        ("call.dequeued", "call.leave_queue"),
        ("call.hangup", "call.hangup"),
        ("call.hangup", "call.reject"),
        ("call.playback.started", "call.playback_start"),
        ("call.playback.ended", "call.playback_stop"),
        ("call.speak.started", "call.speak"),
        ("call.gather.ended", "call.gather_using_speak"),
        ("call.recording.saved", "call.record_stop"),
        ("call.refer.started", "call.refer"),
        ("conference.created", "conference.create"),
    ],
)
def test_an_event_of_a_leg_proves_what_was_said_to_that_leg(event_type, kind):
    here, elsewhere = accepted(kind, LEG), accepted(kind, "v3:other")
    another = accepted("call.record_start", LEG)

    comes(event_type)

    assert is_confirmed(here)
    assert not is_confirmed(elsewhere)
    assert not is_confirmed(another)


@pytest.mark.parametrize(
    ("event_type", "kind"),
    [
        ("conference.participant.joined", "conference.join"),
        ("conference.participant.left", "conference.leave"),
    ],
)
def test_a_participants_event_proves_what_was_said_about_that_leg(event_type, kind):
    here = accepted(kind, ROOM, params={"call_control_id": LEG})
    other_leg = accepted(kind, ROOM, params={"call_control_id": "v3:other"})
    other_room = accepted(kind, "elsewhere", params={"call_control_id": LEG})

    comes(event_type)

    assert is_confirmed(here)
    assert not is_confirmed(other_leg)
    assert not is_confirmed(other_room)


@pytest.mark.parametrize(
    ("event_type", "kind"),
    [
        ("conference.ended", "conference.end"),
        ("conference.playback.started", "conference.play"),
        ("conference.playback.ended", "conference.stop"),
        ("conference.speak.started", "conference.speak"),
        ("conference.participant.speak.started", "conference.speak"),
        ("conference.recording.saved", "conference.record_stop"),
    ],
)
def test_an_event_of_a_conference_proves_what_was_said_to_it(event_type, kind):
    here, elsewhere = accepted(kind, ROOM), accepted(kind, "elsewhere")

    comes(event_type)

    assert is_confirmed(here)
    assert not is_confirmed(elsewhere)


def test_a_leg_that_begins_proves_its_own_dial():
    dial, other = accepted("call.dial", ""), accepted("call.dial", "")
    state = base64.b64encode(str(dial.pk).encode()).decode()

    comes("call.initiated", client_state=state)

    assert is_confirmed(dial)
    assert not is_confirmed(other)


@pytest.mark.parametrize(
    "state",
    [None, base64.b64encode(b"6f9619ff-8b86-4d01-b42d-00cf4fc964ff").decode()],
)
def test_a_leg_of_somebody_else_proves_nothing(state):
    dial = accepted("call.dial", "")

    comes("call.initiated", client_state=state)

    assert not is_confirmed(dial)


def test_every_event_named_has_a_class():
    assert set(events.EVENT_CLASSES) >= CONFIRMING


def test_what_no_event_proves_is_known():
    """Telnyx names no webhook for these: acceptance, or reading back, has to do."""
    silent = {
        "call.send_dtmf",
        "call.send_sip_info",
        "call.record_start",
        "call.record_pause",
        "call.record_resume",
        "call.switch_supervisor_role",
        "call.update_client_state",
        "conference.update",
        "conference.mute",
        "conference.unmute",
        "conference.hold",
        "conference.unhold",
        "conference.send_dtmf",
        "conference.gather_using_audio",
        "conference.record_start",
        "conference.record_pause",
        "conference.record_resume",
        "queue.update",
    }
    commands = {
        kind: accepted(kind, ROOM if kind.startswith("conference.") else LEG)
        for kind in KINDS
    }
    for kind in ("conference.join", "conference.leave"):
        Command.objects.filter(pk=commands[kind].pk).update(
            params={"call_control_id": LEG}
        )
    Command.objects.filter(pk=commands["conference.create"].pk).update(target=LEG)
    state = base64.b64encode(str(commands["call.dial"].pk).encode()).decode()

    for event_type in sorted(CONFIRMING):
        comes(event_type, client_state=state)

    unproved = {kind for kind, one in commands.items() if not is_confirmed(one)}
    assert unproved == silent
