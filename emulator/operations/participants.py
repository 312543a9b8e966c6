"""Participants of a conference: list, fetch, change."""

from __future__ import annotations

from emulator import errors
from emulator.operations.common import (
    BEEP,
    CURSOR_PAGE,
    REGION,
    Answer,
    Operation,
    Request,
)
from emulator.operations.conferences import ROOM, by_id
from emulator.operations.pagination import page_of
from emulator.operations.params import flag
from emulator.operations.views import listed_participant, participant
from emulator.world.lists import as_listed
from emulator.world.state import Conference, Participant


def list_participants(request: Request) -> Answer:
    query = request.query
    rows = []
    found: Conference = request.target
    for one in as_listed(
        request.world,
        "conferences.participants.list",
        found.participants,
        found.past_participants,
        lambda participant: participant.joined_at,
    ):
        facts = {
            "filter[muted]": one.is_muted,
            "filter[on_hold]": one.is_held,
            "filter[whispering]": one.role == "whisper",
        }
        if all(query.get(name, fact) == fact for name, fact in facts.items()):
            rows.append(listed_participant(one))
    return Answer(page_of(rows, query))


def participant_target(request: Request) -> Participant:
    """A participant by its own id, former ones included; raises Refusal 404."""
    found = by_id(request)
    wanted = request.path["participant_id"]
    for one in [*found.participants, *found.former_participants]:
        if one.id == wanted:
            return one
    raise errors.not_found("participant")


def retrieve_participant(request: Request) -> Answer:
    return Answer({"data": participant(request.target)})


def update_participant(request: Request) -> Answer:
    one: Participant = request.target
    body = request.body
    one.beep = body.get("beep_enabled", one.beep)
    one.ends_conference = body.get("end_conference_on_exit", one.ends_conference)
    one.soft_ends_conference = body.get(
        "soft_end_conference_on_exit", one.soft_ends_conference
    )
    one.updated_at = request.world.now()
    return Answer({"data": participant(one)})


OPERATIONS = (
    Operation(
        "conferences.participants.list", "GET", ROOM + "/participants",
        list_participants,
        query=(
            *CURSOR_PAGE, REGION, flag("filter[muted]"), flag("filter[on_hold]"),
            flag("filter[whispering]"),
        ),
        target=by_id, errors=("90058",),
    ),
    Operation(
        "conferences.participants.retrieve", "GET",
        ROOM + "/participants/{participant_id}", retrieve_participant,
        target=participant_target, errors=("90058", "10007"),
    ),
    Operation(
        "conferences.participants.update", "PATCH",
        ROOM + "/participants/{participant_id}", update_participant,
        body=(BEEP, flag("end_conference_on_exit"),
              flag("soft_end_conference_on_exit")),
        target=participant_target, errors=("90058", "10007"),
    ),
)  # fmt: skip
