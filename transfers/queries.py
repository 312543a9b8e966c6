"""What is read of transfers: those under way, a desk's own, and whom one can go to."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from agents.models import Agent
from agents.states import ABSENT, AgentState
from calls.models import Call
from calls.queries import Moment
from calls.states import LegState
from conferences.queries import name_of
from provider.callers import caller_words
from queues.models import Queue, QueueEntry
from queues.states import OPEN_ENTRY
from transfers.models import OPEN, Transfer
from transfers.states import OPEN_TRANSFER, Fallback, Target, TransferState, Way

BECAME = {
    TransferState.DONE: "{target} has the caller.",
    TransferState.MERGED: "{giver}, {target} and the caller talk together.",
    TransferState.CANCELLED: "{giver} cancelled it and takes the caller back.",
    TransferState.UNANSWERED: "{target} did not take the caller.",
    TransferState.TARGET_LEFT: "{target} hung up again.",
    TransferState.CALLER_LEFT: "The caller hung up during the transfer.",
    TransferState.FAILED: "The transfer came to nothing.",
}
# So long an agent is told what became of a transfer.
ENDING_SHOWN_FOR = timedelta(seconds=30)


def calls_under_way() -> set[int]:
    """Return the calls of which something may follow from a transfer."""
    rows = Transfer.objects.filter(settled_at__isnull=True)
    return set(rows.values_list("call_id", flat=True))


@dataclass(frozen=True)
class DeskTransfer:
    """A transfer as the desk of the agent who asked for it shows it."""

    row: Transfer
    caller: str

    @property
    def is_open(self) -> bool:
        return self.row.state in OPEN_TRANSFER

    @property
    def is_consulting(self) -> bool:
        return self.row.state == TransferState.CONSULTING

    @property
    def can_be_cancelled(self) -> bool:
        is_rung = self.row.state == TransferState.RINGING
        return self.is_consulting or (is_rung and self.row.to != Target.QUEUE)

    @property
    def is_caller_held(self) -> bool:
        return not self.row.is_swapped

    @property
    def sentence(self) -> str:
        """Say what is the case, and what comes if nobody answers."""
        row, who = self.row, self.row.label
        if row.state == TransferState.CONSULTING:
            talking, held = who, self.caller
            if row.is_swapped:
                talking, held = held, talking
            return f"You talk to {talking}. {held} hears music."
        if row.state == TransferState.HANDING_OVER:
            return f"{who} takes {self.caller}; you are leaving the call."
        if row.state == TransferState.RINGING:
            return self._ringing()
        return self._ended()

    def _ringing(self) -> str:
        row = self.row
        if row.to == Target.QUEUE:
            return f"{self.caller} is being put into {row.label}."
        back = "goes back to the queue"
        if row.if_unanswered == Fallback.ME or row.way == Way.CONSULT:
            back = "comes back to you"
        return (
            f"{row.label} is being rung, {self.caller} hears music. "
            f"If nobody answers within 20 seconds, {self.caller} {back}."
        )

    def _ended(self) -> str:
        row, caller = self.row, self.caller
        words = {
            TransferState.UNANSWERED: f"{row.label} did not take it. {row.failure}",
            TransferState.TARGET_LEFT: f"{row.label} hung up. {caller} is back with you.",
            TransferState.CALLER_LEFT: f"{caller} hung up.",
            TransferState.CANCELLED: f"{caller} is back with you.",
            TransferState.FAILED: f"The transfer came to nothing. {row.failure}",
        }
        return words.get(TransferState(row.state), "").strip()


def desk_transfer_of(user_pk: int, *, now: datetime) -> DeskTransfer | None:
    """Return the agent's own transfer while it goes on, or its end is news."""
    rows = Transfer.objects.filter(requested_by_id=user_pk).filter(
        OPEN | Q(ended_at__gt=now - ENDING_SHOWN_FOR)
    )
    related = rows.exclude(giver__state=LegState.ENDED).select_related("call")
    newest = related.order_by("-pk").first()
    if newest is None:
        return None
    call = newest.call
    return DeskTransfer(newest, caller_words(call.caller_name, call.from_number))


def incoming_of(user_pk: int) -> Transfer | None:
    """Return the transfer for which an agent's phone rings, None when none does."""
    rows = Transfer.objects.filter(
        agent__user_id=user_pk, state=TransferState.RINGING
    ).select_related("call", "requested_by__agent")
    return rows.order_by("-pk").first()


def note_for(user_pk: int) -> str:
    """Return what the colleague wrote from whom an agent has their caller, "" if nothing."""
    agent = Agent.objects.filter(user_id=user_pk, leg__isnull=False).first()
    if agent is None:
        return ""
    of_transfer = Transfer.objects.filter(participant__leg=agent.leg_id)
    note = of_transfer.exclude(note="").values_list("note", flat=True).first()
    if note:
        return note
    stays = QueueEntry.objects.filter(offers__dial__leg=agent.leg_id)
    return stays.exclude(note="").values_list("note", flat=True).first() or ""


def transfer_moments(call: Call) -> Iterator[Moment]:
    """Yield what was asked of transfers of a call, and what became of it; one query."""
    rows = Transfer.objects.filter(call=call).select_related("requested_by__agent")
    for one in rows:
        who = name_of(one.requested_by)
        asks = f"{who} asks {one.label} first."
        sends = f"{who} transfers the caller to {one.label}."
        words = asks if one.way == Way.CONSULT else sends
        note = f" Note: {one.note}" if one.note else ""
        yield Moment(at=one.asked_at, kind="state", about="", text=f"{words}{note}")
        if one.ended_at is not None:
            told = BECAME[TransferState(one.state)].format(target=one.label, giver=who)
            text = f"{told} {one.failure}".strip()
            yield Moment(at=one.ended_at, kind="state", about="", text=text)


@dataclass(frozen=True)
class AgentChoice:
    agent: Agent
    # What they know, and in which queues they are.
    about: str

    @property
    def is_free(self) -> bool:
        return self.agent.state == AgentState.AVAILABLE


@dataclass(frozen=True)
class QueueChoice:
    queue: Queue
    waiting: int
    free: int


def agents_to_choose() -> list[AgentChoice]:
    """Return the agents on duty, the free ones first; a fixed query count."""
    rows = Agent.objects.filter(retired_at=None).exclude(state__in=ABSENT)
    found = rows.prefetch_related("skills__skill", "queues").order_by("name")
    choices = [AgentChoice(agent, _about(agent)) for agent in found]
    return sorted(choices, key=lambda one: not one.is_free)


def _about(agent: Agent) -> str:
    skills = [f"{one.skill.name} {one.level}" for one in agent.skills.all()]
    return ", ".join([*skills, *(queue.name for queue in agent.queues.all())])


def queues_to_choose() -> list[QueueChoice]:
    """Return the queues that take callers, with who waits and who is free there."""
    queues = Queue.objects.filter(retired_at=None).order_by("name")
    stays = QueueEntry.objects.filter(state__in=OPEN_ENTRY).order_by()
    waiting = Counter(stays.values_list("queue_id", flat=True))
    free_in = Agent.objects.filter(retired_at=None, state=AgentState.AVAILABLE)
    free = Counter(free_in.order_by().values_list("queues__pk", flat=True))
    return [QueueChoice(one, waiting[one.pk], free[one.pk]) for one in queues]
