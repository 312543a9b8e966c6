"""Rooms in which Telnyx has others than we have, for the repair desk."""

from collections.abc import Iterator, Set
from datetime import datetime

from callcontrol.repair.states import Evidence, Found, Kind
from conferences.models import Conference
from conferences.states import OPEN_CONFERENCE, ParticipantState
from provider.callers import caller_words

KINDS = (Kind.ROOM_DIFFERS,)
IN_ROOM = (ParticipantState.JOINED, ParticipantState.LEAVING)


def of_room(room: Conference, inside: Set[str], *, now: datetime) -> Iterator[Found]:
    """Yield the difference of an open room from the legs that Telnyx has in it.

    Call it when what could be taken over has been.
    """
    ours = {
        one.leg.call_control_id: one.label
        for one in room.participants.filter(state__in=IN_ROOM).select_related("leg")
        if one.leg is not None
    }
    is_open = Conference.objects.filter(pk=room.pk, state__in=OPEN_CONFERENCE).exists()
    if not is_open or ours.keys() == inside:
        return
    missing = [
        Evidence("theirs", f"{ours[leg]} is not in it.") for leg in ours.keys() - inside
    ]
    strangers = sorted(inside - ours.keys())
    call = room.call
    yield Found(
        kind=Kind.ROOM_DIFFERS,
        key=f"room:{room.pk}",
        title=f"Room of {caller_words(call.caller_name, call.from_number)}",
        ours=f"{_people(len(ours))} in the room.",
        theirs=f"{_people(len(inside))} in the room.",
        since=now,
        call_pk=call.pk,
        subject=str(room.pk),
        evidence=(
            *missing,
            *(
                Evidence(
                    "theirs", f"Leg {leg} is in it, of whom nothing is known here."
                )
                for leg in strangers
            ),
        ),
    )


def _people(number: int) -> str:
    words = {0: "Nobody is", 1: "One person is"}
    return words.get(number, f"{number} people are")
