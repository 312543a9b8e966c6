"""Which waiting caller is next for an agent: plain values in, a decision out."""

from collections.abc import Collection, Sequence
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


@dataclass(frozen=True)
class Decision:
    """`entry_pk` is None when nobody is next; the reasons say why, either way."""

    entry_pk: int | None
    reasons: tuple[str, ...]


def next_caller(
    callers: Sequence[WaitingCaller],
    *,
    agent_name: str,
    agent_queue_pks: Collection[int],
    passed_over: Collection[int] = (),
    now: datetime,
) -> Decision:
    """Choose the caller who has waited longest in any queue of the agent.

    `passed_over` are entries that turned out to be gone. Callers who wait equally long
    are taken in the order in which they were stored.
    """
    if not agent_queue_pks:
        return Decision(None, (f"{agent_name} is in no queue.",))
    own = [c for c in callers if c.queue_pk in agent_queue_pks]
    free = [c for c in own if not c.is_offered and c.entry_pk not in passed_over]
    if not free:
        reason = _nobody(own, agent_name)
        return Decision(None, (reason,))
    chosen = min(free, key=lambda caller: (caller.entered_at, caller.entry_pk))
    return Decision(
        chosen.entry_pk, tuple(_reasons(chosen, callers, own, agent_name, now=now))
    )


def _nobody(own: Sequence[WaitingCaller], agent_name: str) -> str:
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
    reasons = [
        f"Longest wait in {agent_name}'s queues: {waited} s in {chosen.queue_name}."
    ]
    elsewhere = [
        c for c in callers if c not in own and c.entered_at < chosen.entered_at
    ]
    if elsewhere:
        names = sorted({caller.queue_name for caller in elsewhere})
        reasons.append(
            f"{len(elsewhere)} waited longer in queues that {agent_name} is not in: "
            f"{', '.join(names)}."
        )
    ringing = [c for c in own if c.is_offered and c.entered_at < chosen.entered_at]
    if ringing:
        reasons.append(f"{len(ringing)} waited longer and ring another agent.")
    return reasons
