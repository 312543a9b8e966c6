"""Start, pause, resume, stop: the recording of the customer's leg.

That leg lives as long as the conversation does, so the recording survives a transfer
and a conference. Telnyx sends no event for any of the four commands; that it accepted
one is all the confirmation there is (Telnyx: Recording commands).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from callcontrol import outbox
from callcontrol.models import Command
from callcontrol.states import CommandState
from callcontrol.words import explain
from calls.models import Call
from calls.states import CallState
from database.rows import has_row
from live import topics
from live.announce import announce
from live.refusals import Refused
from recordings import queries
from recordings.models import Recording
from recordings.states import OPEN_RECORDING, RecordingState

RECORD_LASTS = timedelta(seconds=15)


@dataclass(frozen=True)
class Move:
    """One button: from which states, through which one, and Telnyx's command for it."""

    kind: str
    sources: tuple[RecordingState, ...]
    through: RecordingState
    refusal: str


MOVES = {
    "recording.pause": Move(
        "call.record_pause",
        (RecordingState.RECORDING,),
        RecordingState.PAUSING,
        "It is not recording now.",
    ),
    "recording.resume": Move(
        "call.record_resume",
        (RecordingState.PAUSED,),
        RecordingState.RESUMING,
        "The recording is not paused.",
    ),
    "recording.stop": Move(
        "call.record_stop",
        (RecordingState.RECORDING, RecordingState.PAUSED),
        RecordingState.STOPPING,
        "It is not recording now, or the last command is not confirmed yet.",
    ),
}


@transaction.atomic
def start(*, call: Call, requested_by: User, now: datetime) -> Recording:
    """Record the conversation, the two sides on two channels. Raises Refused."""
    customer = queries.customer_leg_of(call)
    if call.state != CallState.TALKING or customer is None:
        raise Refused("Only a conversation can be recorded.")
    try:
        with transaction.atomic():
            recording = Recording.objects.create(
                call=call,
                leg=customer,
                requested_by=requested_by,
                requested_at=now,
                audio_format=settings.RECORDING_FORMAT,
            )
    except IntegrityError:
        raise Refused("This call is being recorded already.") from None
    params = {"channels": recording.channels, "format": recording.audio_format}
    _request(
        "call.record_start", "recording.start", recording, params, requested_by, now
    )
    return recording


@transaction.atomic
def move(
    purpose: str, *, recording: Recording, requested_by: User, now: datetime
) -> None:
    """Ask for what `purpose` (a key of MOVES) names. Raises Refused."""
    wanted = MOVES[purpose]
    moved = Recording.objects.filter(pk=recording.pk, state__in=wanted.sources).update(
        state=wanted.through, failure=""
    )
    if not moved:
        raise Refused(wanted.refusal)
    _request(wanted.kind, purpose, recording, {}, requested_by, now)


def _request(
    kind: str,
    purpose: str,
    recording: Recording,
    params: dict[str, str],
    requested_by: User | None,
    now: datetime,
) -> None:
    if recording.leg is None:
        raise Refused("The leg that is recorded is not known.")
    outbox.request(
        kind,
        recording.leg.call_control_id,
        params=params,
        requested_by=requested_by,
        lasts=RECORD_LASTS,
        purpose=purpose,
        call_id=recording.call_id,
        subject_id=recording.pk,
        now=now,
    )
    announce_recording(recording)


def finished(command: Command, *, now: datetime) -> None:
    """Follow the outcome of a command; nothing is claimed that is not known."""
    recording = (
        Recording.objects.filter(pk=command.subject_id or 0)
        .select_related("leg")
        .first()
    )
    if recording is None:
        return
    if command.was_accepted:
        _accepted(command.purpose, recording, now)
        outbox.confirm(Command.objects.filter(pk=command.pk), now=now)
    elif command.purpose == "recording.start":
        _did_not_start(command, recording, now)
    elif command.purpose == "recording.stop" and command.target_is_gone:
        # Telnyx ends a recording with its leg.
        _move(recording, RecordingState.STOPPING, RecordingState.PROCESSING)
    else:
        _undo(command, recording)
    announce_recording(recording)


def _accepted(purpose: str, recording: Recording, now: datetime) -> None:
    if purpose == "recording.start":
        Recording.objects.filter(pk=recording.pk, started_at__isnull=True).update(
            started_at=now
        )
        _move(recording, RecordingState.STARTING, RecordingState.RECORDING)
    elif purpose == "recording.pause":
        rows = _rows(recording, RecordingState.PAUSING)
        rows.update(state=RecordingState.PAUSED, paused_at=now)
    elif purpose == "recording.resume":
        paused_for = recording.paused_for + _since(recording.paused_at, now)
        _rows(recording, RecordingState.RESUMING).update(
            state=RecordingState.RECORDING, paused_at=None, paused_for=paused_for
        )
    elif purpose == "recording.stop":
        rows = _rows(recording, RecordingState.STOPPING)
        rows.update(state=RecordingState.PROCESSING, ended_at=now)


def _did_not_start(command: Command, recording: Recording, now: datetime) -> None:
    unclear = command.state == CommandState.UNKNOWN
    words = explain(command)
    moved = Recording.objects.filter(
        pk=recording.pk,
        started_at__isnull=True,
        state__in=(RecordingState.STARTING, RecordingState.PROCESSING),
    ).update(state=RecordingState.FAILED, ended_at=now, failure=words)
    if moved and unclear:
        # It may be running unseen, which is worse than not running.
        stop = MOVES["recording.stop"].kind
        _request(stop, "recording.abandon", recording, {}, command.requested_by, now)


def _undo(command: Command, recording: Recording) -> None:
    """Go back to what was known before; an unclear pause counts as no pause."""
    before = (
        RecordingState.PAUSED
        if recording.paused_at is not None
        else RecordingState.RECORDING
    )
    through = MOVES[command.purpose].through if command.purpose in MOVES else None
    if through is not None:
        _rows(recording, through).update(state=before, failure=explain(command))


def leg_ended(*, leg_pk: int, occurred_at: datetime) -> None:
    """A recording ends with its leg; what it holds comes with the saved event."""
    if not has_row(Recording, leg_id=leg_pk):
        return
    rows = Recording.objects.filter(leg_id=leg_pk, state__in=OPEN_RECORDING)
    for recording in rows.order_by():
        _rows(recording, RecordingState(recording.state)).update(
            state=RecordingState.PROCESSING, ended_at=occurred_at
        )
        announce_recording(recording)


def announce_recording(recording: Recording) -> None:
    announce(topics.recordings(), topics.call(recording.call_id))


def _since(start: datetime | None, now: datetime) -> timedelta:
    return now - start if start else timedelta(0)


def _rows(recording: Recording, state: RecordingState) -> QuerySet[Recording]:
    return Recording.objects.filter(pk=recording.pk, state=state)


def _move(recording: Recording, old: RecordingState, new: RecordingState) -> None:
    _rows(recording, old).update(state=new)
