"""What is left over when everybody has hung up: rows without a line, lines without a row."""

from collections.abc import Iterator

from agents.models import Agent
from calls.models import Call, Leg
from conferences.models import Conference, Participant, Supervision
from conferences.states import OPEN_CONFERENCE, OPEN_PARTICIPANT, OPEN_SUPERVISION
from queues.models import Offer, QueueEntry
from queues.states import OPEN_ENTRY, OPEN_OFFER
from recordings.models import Recording
from recordings.states import OPEN_RECORDING
from tests.lost.truth import Truth

OPEN = (
    ("stay in a queue", QueueEntry, OPEN_ENTRY),
    ("offer", Offer, OPEN_OFFER),
    ("room", Conference, OPEN_CONFERENCE),
    ("participant", Participant, OPEN_PARTICIPANT),
    ("supervision", Supervision, OPEN_SUPERVISION),
    ("recording", Recording, OPEN_RECORDING),
)


def stuck(truth: Truth) -> Iterator[str]:
    """Say all that is stuck, given that nobody should be on a line any more."""
    for one in truth.lines:
        if one.is_alive:
            yield f"a line of {one.name} lives on"
    for leg in Leg.objects.exclude(state="ended"):
        yield f"a {leg.role}'s leg is {leg.state} though it has ended"
    for call in Call.objects.exclude(state="ended"):
        yield f"a call is {call.state} though it has ended"
    for what, model, states in OPEN:
        for row in model._default_manager.filter(state__in=states):
            yield f"a {what} is {row.state} for ever"
    for agent in Agent.objects.filter(state__in=("reserved", "on_call")):
        yield f"{agent.name} is {agent.state} for ever"
    yield from unsaved(truth)


def unsaved(truth: Truth) -> Iterator[str]:
    ready = Recording.objects.filter(state="ready").count()
    if ready < truth.recordings:
        yield f"{truth.recordings - ready} recordings at Telnyx were never fetched"
