"""Which waiting caller is next for an agent: plain values in, a decision out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class WaitingCaller:
    entry_pk: int
    queue_pk: int
    queue_name: str
    entered_at: datetime
    # Somebody else's phone rings for this caller already.
    is_offered: bool = False
    # The higher one goes first.
    priority: int = 0
    # What the agent would have to know and does not, in words.
    lacks: str = ""
    # The agent whom they wait for, when it is somebody else.
    kept_for: str = ""

    @property
    def order(self) -> tuple[int, datetime, int]:
        """Smaller is earlier, among callers of the same place."""
        return -self.priority, self.entered_at, self.entry_pk


@dataclass(frozen=True)
class Decision:
    """`entry_pk` is None when nobody is next; the reasons say why, either way."""

    entry_pk: int | None
    reasons: tuple[str, ...]


def next_caller(
    callers: Sequence[WaitingCaller],
    *,
    agent_name: str,
    queue_places: Mapping[int, int],
    passed_over: Collection[int] = (),
    now: datetime,
) -> Decision:
    """Choose the caller who has waited longest in the first of the agent's queues.

    `queue_places` are the keys of the agent's queues, with the order in which they go: a
    queue is only looked at when nobody waits in those before it. Among those of one place
    the higher priority goes first. `passed_over` are entries that turned out to be gone.
    Callers who wait equally long are taken in the order in which they were stored.
    """
    if not queue_places:
        return Decision(None, (f"{agent_name} is in no queue.",))
    own = [c for c in callers if c.queue_pk in queue_places]
    free = [c for c in own if _is_free(c) and c.entry_pk not in passed_over]
    if not free:
        reason = _nobody(own, agent_name)
        return Decision(None, (reason,))
    first = min(queue_places[c.queue_pk] for c in free)
    in_turn = [c for c in free if queue_places[c.queue_pk] == first]
    chosen = min(in_turn, key=lambda caller: caller.order)
    later = [c for c in free if c not in in_turn]
    return Decision(
        chosen.entry_pk,
        (
            *_reasons(chosen, callers, own, agent_name, now=now),
            *_why_not_longer(chosen, later, agent_name),
        ),
    )


def _is_free(caller: WaitingCaller) -> bool:
    return not (caller.is_offered or caller.lacks or caller.kept_for)


def _nobody(own: Sequence[WaitingCaller], agent_name: str) -> str:
    others = [c for c in own if not c.is_offered]
    for one in others:
        if one.lacks:
            return f"Who waits in {agent_name}'s queues needs {one.lacks}."
        if one.kept_for:
            return f"Who waits in {agent_name}'s queues waits for {one.kept_for}."
    if own:
        return f"All {len(own)} callers in {agent_name}'s queues are ringing an agent."
    return f"Nobody waits in {agent_name}'s queues."


def _reasons(
    chosen: WaitingCaller,
    callers: Sequence[WaitingCaller],
    own: Sequence[WaitingCaller],
    agent_name: str,
    *,
    now: datetime,
) -> list[str]:
    waited = int((now - chosen.entered_at).total_seconds())
    ringing = [c for c in own if c.is_offered and c.entered_at < chosen.entered_at]
    longer = [c for c in own if not c.is_offered and c.entered_at < chosen.entered_at]
    which = "Longest wait in the first of" if longer else "Longest wait in"
    if any(c.priority < chosen.priority for c in longer):
        which = "Highest priority in"
    reasons = [f"{which} {agent_name}'s queues: {waited} s in {chosen.queue_name}."]
    needing = [c for c in longer if c.lacks or c.kept_for]
    if needing:
        reasons.append(f"{len(needing)} waited longer and need somebody else.")
    elsewhere = [
        c for c in callers if c not in own and c.entered_at < chosen.entered_at
    ]
    if elsewhere:
        names = sorted({caller.queue_name for caller in elsewhere})
        reasons.append(
            f"{len(elsewhere)} waited longer in queues that {agent_name} is not in: "
            f"{', '.join(names)}."
        )
    if ringing:
        reasons.append(f"{len(ringing)} waited longer and ring another agent.")
    return reasons


def _why_not_longer(
    chosen: WaitingCaller, later: Sequence[WaitingCaller], agent_name: str
) -> list[str]:
    """Say of which queues that come later for the agent somebody has waited longer."""
    longer = [c for c in later if c.entered_at < chosen.entered_at]
    names = ", ".join(sorted({caller.queue_name for caller in longer}))
    if not longer:
        return []
    return [
        f"{len(longer)} waited longer in what comes later for {agent_name}: {names}."
    ]
