"""Mute and hold: wished, accepted, and true only when Telnyx's list shows it.

Telnyx sends no event for either, so what it accepted is read back from the list of
participants. Every command names its one leg: with an empty list Telnyx would mute or
hold everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from callcontrol import outbox
from callcontrol.models import Command
from callcontrol.states import CommandState
from callcontrol.words import explain
from conferences import queries
from conferences.models import Conference, Participant
from conferences.shown import topics_of_room
from conferences.states import ConferenceState, ParticipantState
from live.announce import announce
from live.refusals import Refused

WISH_LASTS = timedelta(seconds=5)
# From the click to the moment at which an unconfirmed wish counts as failed.
CONFIRMED_WITHIN = timedelta(seconds=12)
READ_AGAIN_AFTER = timedelta(seconds=1)
FIELD_OF = {
    "conference.mute": "wants_muted",
    "conference.unmute": "wants_muted",
    "conference.hold": "wants_on_hold",
    "conference.unhold": "wants_on_hold",
}
NOT_SHOWN = "Telnyx does not show the change. Try again."
NOT_ASKED = "Telnyx could not be asked whether it was done."
NOTHING_WISHED = Q(wants_muted=None, wants_on_hold=None)


@dataclass(frozen=True)
class Seen:
    """What Telnyx's list of participants says of one leg."""

    muted: bool
    on_hold: bool


@transaction.atomic
def set_muted(
    *, participant: Participant, muted: bool, requested_by: User, now: datetime
) -> None:
    """Ask Telnyx to mute or unmute one participant. Raises Refused."""
    moved = _wishable(participant).filter(wants_muted=None, is_muted=not muted)
    if not moved.update(
        wants_muted=muted, wish_until=now + CONFIRMED_WITHIN, failure=""
    ):
        raise Refused(_why_not(participant, "muted" if muted else "unmuted"))
    kind = "conference.mute" if muted else "conference.unmute"
    _request(kind, participant, {}, requested_by=requested_by, now=now)


@transaction.atomic
def set_on_hold(
    *, participant: Participant, on_hold: bool, requested_by: User, now: datetime
) -> None:
    """Ask Telnyx to hold one participant, with the queue's music, or to take them back.

    Raises Refused.
    """
    if participant.conference.is_arranged:
        raise Refused(queries.ARRANGED)
    moved = _wishable(participant).filter(wants_on_hold=None, is_on_hold=not on_hold)
    if not moved.update(
        wants_on_hold=on_hold, wish_until=now + CONFIRMED_WITHIN, failure=""
    ):
        raise Refused(_why_not(participant, "held" if on_hold else "taken off hold"))
    music = queries.hold_music_of(participant.conference.call_id) if on_hold else ""
    kind = "conference.hold" if on_hold else "conference.unhold"
    extra = {"audio_url": music} if music else {}
    _request(kind, participant, extra, requested_by=requested_by, now=now)


def _wishable(participant: Participant) -> QuerySet[Participant]:
    return Participant.objects.filter(
        pk=participant.pk,
        state=ParticipantState.JOINED,
        conference__state=ConferenceState.LIVE,
    )


def _why_not(participant: Participant, done: str) -> str:
    participant.refresh_from_db()
    if participant.state != ParticipantState.JOINED:
        return f"{participant.label} is not in the room."
    if participant.wants_muted is not None or participant.wants_on_hold is not None:
        return f"The last change for {participant.label} is not confirmed yet."
    return f"{participant.label} is {done} already."


def _request(
    kind: str,
    participant: Participant,
    extra: Mapping[str, str],
    *,
    requested_by: User,
    now: datetime,
) -> None:
    conference = participant.conference
    if participant.leg is None or conference.conference_id is None:
        raise Refused(f"{participant.label} is not in the room.")
    outbox.request(
        kind,
        conference.conference_id,
        params={"call_control_ids": [participant.leg.call_control_id], **extra},
        requested_by=requested_by,
        lasts=WISH_LASTS,
        purpose="participant.wish",
        call_id=conference.call_id,
        subject_id=participant.pk,
        now=now,
    )
    announce(*topics_of_room(conference))


def finished(command: Command, *, now: datetime) -> int | None:
    """Undo a wish that was refused; else return the conference to read back.

    An unclear outcome is read back as well: the list tells what became of it.
    """
    people = Participant.objects.filter(pk=command.subject_id or 0)
    participant = people.select_related("conference").first()
    if participant is None:
        return None
    rows = Participant.objects.filter(pk=participant.pk)
    if command.was_accepted or command.state == CommandState.UNKNOWN:
        is_due = rows.filter(wish_until__isnull=False).update(read_back_at=now)
        return participant.conference_id if is_due else None
    field = FIELD_OF[command.kind]
    if rows.update(**{field: None, "failure": explain(command)}):
        rows.filter(NOTHING_WISHED).update(wish_until=None, read_back_at=None)
        announce(*topics_of_room(participant.conference))
    return None


def due_for_reading(*, now: datetime) -> list[Conference]:
    """Return the conferences with a wish that has to be read back by now."""
    due = Participant.objects.filter(
        Q(read_back_at__lte=now) | Q(read_back_at=None, wish_until__lte=now)
    )
    return list(
        Conference.objects.filter(
            conference_id__isnull=False, pk__in=due.values("conference")
        )
    )


@transaction.atomic
def read_back(
    *, conference: Conference, seen: Mapping[str, Seen], now: datetime
) -> bool:
    """Take over what Telnyx's list shows of each leg, by call_control_id.

    A wish that the list does not show yet is read again until its time is up. Returns
    whether anything changed.
    """
    rows = conference.participants.filter(
        state=ParticipantState.JOINED, leg__isnull=False
    ).select_related("leg")
    has_changed = False
    for participant in rows:
        truth = seen.get(participant.leg.call_control_id) if participant.leg else None
        values = _agreed(participant, truth, now) if truth else {}
        if any(getattr(participant, name) != value for name, value in values.items()):
            # A wish that was made meanwhile is not answered by this list.
            same = Participant.objects.filter(
                pk=participant.pk,
                wants_muted=participant.wants_muted,
                wants_on_hold=participant.wants_on_hold,
            )
            if same.update(**values):
                _confirm(participant, values, now)
                has_changed = True
    if has_changed:
        announce(*topics_of_room(conference))
    give_up(conference=conference, words=NOT_SHOWN, now=now)
    return has_changed


def _confirm(participant: Participant, values: dict[str, Any], now: datetime) -> None:
    """Note the commands behind the wishes that have come true as done."""
    kinds = [kind for kind, field in FIELD_OF.items() if field in values]
    commands = Command.objects.filter(
        purpose="participant.wish", subject_id=participant.pk, kind__in=kinds
    )
    outbox.confirm(commands.exclude(state=CommandState.UNKNOWN), now=now)


def _agreed(participant: Participant, truth: Seen, now: datetime) -> dict[str, Any]:
    """Return the new values of the columns, given what Telnyx shows."""
    values: dict[str, Any] = {"is_muted": truth.muted, "is_on_hold": truth.on_hold}
    muted_is_open = participant.wants_muted not in (None, truth.muted)
    hold_is_open = participant.wants_on_hold not in (None, truth.on_hold)
    if not muted_is_open:
        values["wants_muted"] = None
    if not hold_is_open:
        values["wants_on_hold"] = None
    if muted_is_open or hold_is_open:
        values["read_back_at"] = now + READ_AGAIN_AFTER
    else:
        values |= {"wish_until": None, "read_back_at": None}
    return values


@transaction.atomic
def give_up(*, conference: Conference, words: str, now: datetime) -> None:
    """Drop the wishes whose time is up."""
    dropped = conference.participants.filter(wish_until__lte=now).update(
        wants_muted=None,
        wants_on_hold=None,
        wish_until=None,
        read_back_at=None,
        failure=words,
    )
    if dropped:
        announce(*topics_of_room(conference))
