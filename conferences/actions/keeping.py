"""Wishes that wait until somebody is in the room: asked for once they are.

A wish without a time (`wish_until`) was not asked for yet.
"""

from conferences import queries
from conferences.actions.wishes import CONFIRMED_WITHIN, WISH_LASTS
from conferences.aggregate import CallRooms
from conferences.models import Participant
from conferences.states import ConferenceState, ParticipantState
from live.refusals import Refused

PURPOSE = "participant.wish"


def wish_hold(mine: CallRooms, one: Participant, on_hold: bool) -> None:
    """Want somebody held, or taken off hold, now or as soon as they are in.

    Raises Refused.
    """
    if one.conference.is_arranged:
        raise Refused(queries.ARRANGED)
    if one.wants_on_hold is not None:
        raise Refused(f"The last change for {one.label} is not confirmed yet.")
    if one.is_on_hold == on_hold:
        raise Refused(f"{one.label} is {'held' if on_hold else 'off hold'} already.")
    arrange_hold(mine, one, on_hold)


def arrange_hold(mine: CallRooms, one: Participant, on_hold: bool) -> None:
    """As `wish_hold`, for the transfer that says who is on hold; nothing stands against it."""
    one.wants_on_hold = on_hold
    _ask_or_keep(mine, one)


def wish_mute(mine: CallRooms, one: Participant, muted: bool) -> None:
    """Want somebody muted or heard, now or as soon as they are in. Raises Refused."""
    if one.wants_muted is not None:
        raise Refused(f"The last change for {one.label} is not confirmed yet.")
    if one.is_muted == muted:
        raise Refused(f"{one.label} is {'muted' if muted else 'unmuted'} already.")
    one.wants_muted = muted
    _ask_or_keep(mine, one)


def _ask_or_keep(mine: CallRooms, one: Participant) -> None:
    one.wish_until, one.failure = None, ""
    is_live = one.conference.state == ConferenceState.LIVE
    if is_live and one.state == ParticipantState.JOINED:
        ask_for_wishes(mine, one)
    mine.call.work.touch(mine.call)


def ask_for_wishes(mine: CallRooms, one: Participant) -> None:
    """Ask Telnyx for what is wanted of somebody who is in, unless it was asked already."""
    if one.wish_until is not None:
        return
    if one.wants_on_hold is not None:
        _ask(mine, one, "conference.hold" if one.wants_on_hold else "conference.unhold")
    if one.wants_muted is not None:
        _ask(mine, one, "conference.mute" if one.wants_muted else "conference.unmute")


def _ask(mine: CallRooms, one: Participant, kind: str) -> None:
    leg, room, work = mine.leg_of(one), one.conference, mine.call.work
    if leg is None or room.conference_id is None:
        return
    music = queries.hold_music_of(room.call_id) if kind == "conference.hold" else ""
    extra = {"audio_url": music} if music else {}
    mine.call.request(
        kind,
        room.conference_id,
        params={"call_control_ids": [leg.call_control_id], **extra},
        requested_by=room.requested_by,
        lasts=WISH_LASTS,
        purpose=PURPOSE,
        subject_id=one.pk,
    )
    one.wish_until = work.now + CONFIRMED_WITHIN


def forget_wishes(one: Participant) -> None:
    """Nothing is wanted any more of somebody who is out."""
    one.wants_muted = one.wants_on_hold = None
    one.wish_until = one.read_back_at = None
