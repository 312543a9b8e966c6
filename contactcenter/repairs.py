"""Everything that can be found stuck, and the one safe repair of each kind.

A repair asks for what our own sweeps would ask for, or closes what nobody waits for;
none of them hangs up on anybody who talks. What differs from Telnyx's lists is found by
the comparison (`RECONCILE` in the event routes), what is stuck in our own records by the
checks below.
"""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User

from accounts.roles import Verb
from agents import actions as agents
from agents.states import AgentState
from agents.stuck import available_without_screen
from callcontrol import door, outbox
from callcontrol.models import Command, Event
from callcontrol.repair import ledgers
from callcontrol.repair.registry import Check, Repair, Repairs
from callcontrol.repair.states import Kind
from calls import asking
from calls.models import Leg
from calls.states import LegState
from conferences.models import Conference
from conferences.reconcile import compare_room
from conferences.states import OPEN_CONFERENCE
from live.refusals import Refused
from provisioning import actions as provisioning
from queues.actions import callers
from queues.actions.releasing import release_stuck
from queues.models import QueueEntry
from queues.queries import stuck as queues
from queues.states import OPEN_ENTRY
from recordings import stuck as recordings
from recordings.actions import saving
from recordings.models import Recording


def release_agent(subject: str, by: User, now: datetime) -> str:
    release_stuck(int(subject), now=now)
    return "The agent was set free."


def sign_agent_out(subject: str, by: User, now: datetime) -> str:
    agents.choose_state(int(subject), AgentState.OFFLINE, chosen_by=by, now=now)
    return "The agent was set Offline."


def apply_again(subject: str, by: User, now: datetime) -> str:
    event = Event.objects.get(pk=int(subject))
    try:
        verifier = door.verifier()
    except ValueError as error:
        raise Refused(str(error)) from error
    provisioning.replay(event, verifier=verifier, now=now)
    return "The webhook was put through the inbox again."


def fetch_again(subject: str, by: User, now: datetime) -> str:
    saving.fetch_again(recording=Recording.objects.get(pk=int(subject)), now=now)
    return "The recording is being fetched again."


def close_command(subject: str, by: User, now: datetime) -> str:
    outbox.dismiss(Command.objects.get(pk=UUID(subject)), now=now)
    return "Closed without an outcome."


def ask_for_leg(subject: str, by: User, now: datetime) -> str:
    return asking.ask_for(int(subject), now=now)


def take_leg_in(subject: str, by: User, now: datetime) -> str:
    return asking.take_in(subject, now=now)


def put_in_again(subject: str, by: User, now: datetime) -> str:
    callers.put_in_again(int(subject), now=now)
    return "Telnyx was asked to let the caller into the queue."


def compare_room_again(subject: str, by: User, now: datetime) -> str:
    room = Conference.objects.select_related("call").get(pk=int(subject))
    with asking.refused_without_answer():
        inside = compare_room(room, now=now)
    return f"Telnyx was asked, and has {len(inside)} in the room."


def live_things() -> int:
    """Return how many legs, entries and rooms the reconciliation compares with Telnyx."""
    legs = Leg.objects.exclude(state=LegState.ENDED).count()
    entries = QueueEntry.objects.filter(state__in=OPEN_ENTRY).count()
    rooms = Conference.objects.filter(state__in=OPEN_CONFERENCE).count()
    return legs + entries + rooms


REPAIRS = Repairs(
    compared_with_telnyx=live_things,
    checks=(
        Check(
            (Kind.AGENT_RESERVED,),
            queues.reserved_without_offer,
            queues.waiting_and_staffed,
        ),
        Check((Kind.AGENT_AWAY,), available_without_screen, int),
        Check((Kind.RECORDING_MISSING,), recordings.not_fetched, recordings.under_way),
        Check((Kind.DEAD_LETTER,), ledgers.dead_letters, ledgers.looked_through),
        Check((Kind.NO_OUTCOME,), ledgers.without_outcome, int),
    ),
    repairs={
        Kind.LEG_GONE_THERE: Repair(
            "Ask for it",
            "Asks Telnyx for this leg. It ends here only if Telnyx says that it is over.",
            ask_for_leg,
        ),
        Kind.LEG_UNKNOWN_HERE: Repair(
            "Take in",
            "Asks Telnyx for this leg. A caller is answered and led on like any other;"
            " what we had dialled and nobody wants any more is hung up.",
            take_leg_in,
        ),
        Kind.NO_PLACE: Repair(
            "Put in again",
            "Asks Telnyx to let the caller into the queue now. Place and time of waiting"
            " stay, and nothing happens to somebody who stands in it.",
            put_in_again,
        ),
        Kind.ROOM_DIFFERS: Repair(
            "Compare again",
            "Asks Telnyx who is in the room and takes over who joined or left."
            " Nobody is removed.",
            compare_room_again,
        ),
        Kind.AGENT_RESERVED: Repair(
            "Set free",
            "Sets the agent Available, or what they chose for after this call."
            " Nothing is asked of Telnyx.",
            release_agent,
            needs=Verb.SET_STATE,
        ),
        Kind.AGENT_AWAY: Repair(
            "Set Offline",
            "Sets the agent Offline until they choose otherwise."
            " Nothing is asked of Telnyx.",
            sign_agent_out,
            needs=Verb.SET_STATE,
        ),
        Kind.RECORDING_MISSING: Repair(
            "Fetch again",
            "Asks Telnyx for a fresh link and fetches the recording once more.",
            fetch_again,
        ),
        Kind.DEAD_LETTER: Repair(
            "Apply again",
            "Puts the webhook through the inbox once more. What it tells may be old by"
            " now, and then changes nothing.",
            apply_again,
            needs=Verb.MANAGE_SETTINGS,
        ),
        Kind.NO_OUTCOME: Repair(
            "Close",
            "Notes that somebody has looked, and takes it off the list."
            " Nothing is asked of Telnyx.",
            close_command,
        ),
    },
)
