"""Callers who know one agent: whoever signs in as that agent has them within seconds."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from agents.models import Agent
from agents.states import AgentState
from calls.models import Call
from contactcenter.demo.cast import PEOPLE
from contactcenter.demo.past import Told, write
from outcomes.models import Outcome
from queues.models import InboundRoute, Membership

# After so long without a caller, and not more often than once in so long.
RESTS = timedelta(seconds=3)
AGAIN_AFTER = timedelta(seconds=40)
NAMES = (
    "Margaret Oyelaran", "Tobias Renner", "Lucía Serrano", "Devon Achterberg",
    "Priya Raman", "Ines Duarte", "Elena Marchetti", "Hollis Vane",
)  # fmt: skip
NOTES = "Asked about the second charge of the month.\nPromised to look into it."


def number_of(place: int) -> str:
    """Return the number of the regular caller of the agent at this place."""
    return f"+1555777{1000 + place}"


def seed_regulars(*, now: datetime) -> None:
    """Let each agent have talked with their regular caller yesterday."""
    known = set(
        Call.objects.filter(call_session_id__startswith="regular-").values_list(
            "call_session_id", flat=True
        )
    )
    told = []
    for place, member in enumerate(first_queues()):
        key = f"regular-{member.agent_id}"
        if key not in known:
            outcome = Outcome.objects.filter(
                queue=member.queue, parent__name="Solved"
            ).first()
            told.append(
                Told(
                    key=key,
                    number=number_of(place),
                    name=NAMES[place % len(NAMES)],
                    queue=member.queue,
                    began_at=now - timedelta(days=1, minutes=7 * place),
                    waited=timedelta(seconds=12),
                    talked=timedelta(seconds=185),
                    agent=member.agent,
                    outcome_pk=outcome.pk if outcome else None,
                    words=f"Solved: {outcome}" if outcome else "",
                    notes=NOTES,
                )
            )
    write(told)


def first_queues() -> list[Membership]:
    """Return each agent of the demo in their first queue, in the order of the cast."""
    rows = Membership.objects.select_related("agent__user", "queue")
    found: dict[str, Membership] = {}
    for row in rows.order_by("place", "queue_id"):
        found.setdefault(row.agent.user.username, row)
    return [found[one.username] for one in PEOPLE if one.username in found]


class Regulars:
    """Has them call whoever is signed in and free."""

    def __init__(self, call_in: Callable[..., Any]) -> None:
        self._call_in = call_in
        self._called_at: dict[int, datetime] = {}

    def work(self, *, now: datetime) -> None:
        for place, member in enumerate(first_queues()):
            agent = member.agent
            if self._waits_for_a_call(agent, now):
                self._called_at[agent.pk] = now
                self._let_call(place, member)

    def _waits_for_a_call(self, agent: Agent, now: datetime) -> bool:
        is_somebodys = agent.user.last_login is not None
        is_free = agent.state == AgentState.AVAILABLE
        called_at = self._called_at.get(agent.pk, now - AGAIN_AFTER)
        has_rested = now >= max(agent.state_since + RESTS, called_at + AGAIN_AFTER)
        return is_somebodys and is_free and has_rested

    def _let_call(self, place: int, member: Membership) -> None:
        route = InboundRoute.objects.filter(queue=member.queue).first()
        if route is not None:
            self._call_in(
                **{"from": number_of(place), "to": route.phone_number.number},
                caller_name=NAMES[place % len(NAMES)],
                patience_secs=120,
                talk_secs=180,
            )
