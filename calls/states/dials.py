"""What becomes of ringing somebody, and whose doing it is when nobody answers.

The SIP code goes first: Telnyx's hangup causes are few, and "normal_clearing" comes with
SIP 503 when a leg could not be delivered (Telnyx: call.hangup; seen in real bodies).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices


class DialState(TextChoices):
    DIALLING = "dialling", "Dialling"
    RINGING = "ringing", "Ringing"
    ANSWERED = "answered", "Answered"
    # It was answered, and is over.
    ENDED = "ended", "Ended"
    # Never answered: the person said no, let it ring, could not be found; the network or
    # Telnyx did not carry it; we did not want it any more.
    DECLINED = "declined", "Declined"
    NO_ANSWER = "no_answer", "No answer"
    UNREACHABLE = "unreachable", "Not reachable"
    FAILED = "failed", "Failed"
    WITHDRAWN = "withdrawn", "Withdrawn"


OPEN_DIAL = (DialState.DIALLING, DialState.RINGING)
LIVE_DIAL = (*OPEN_DIAL, DialState.ANSWERED)

# Busy here, busy everywhere, decline.
_DECLINED = frozenset({"486", "600", "603"})
# Request timeout, request terminated (by us, when it had rung long enough).
_NOT_ANSWERED = frozenset({"408", "487"})
# Not found, temporarily unavailable (the telephone is not registered), gone.
_NOT_REACHABLE = frozenset({"404", "410", "480"})
_BY_CAUSE = {
    "call_rejected": DialState.DECLINED,
    "user_busy": DialState.DECLINED,
    "no_answer": DialState.NO_ANSWER,
    "normal_clearing": DialState.NO_ANSWER,
    "originator_cancel": DialState.NO_ANSWER,
    "timeout": DialState.NO_ANSWER,
    "not_found": DialState.UNREACHABLE,
}


# Telnyx stamps in ticks: what followed from our asking may bear a stamp a little before.
TICK = timedelta(milliseconds=50)


@dataclass(frozen=True)
class DialFacts:
    """`leg_*` are None, and the words empty, as long as no leg is known."""

    has_leg: bool = False
    leg_answered_at: datetime | None = None
    leg_ended_at: datetime | None = None
    hangup_cause: str = ""
    sip_hangup_cause: str = ""
    refused_at: datetime | None = None
    withdrawn_at: datetime | None = None


def dial_outcome(facts: DialFacts) -> tuple[DialState, datetime | None]:
    """Return the state of a dial, and when it was over (None while it goes on).

    An answer outweighs everything but an earlier withdrawal; a leg outweighs the word
    that there is none.
    """
    answered, ended = facts.leg_answered_at, facts.leg_ended_at
    withdrawn = facts.withdrawn_at
    if answered and not (withdrawn and withdrawn < answered):
        return (DialState.ENDED, ended) if ended else (DialState.ANSWERED, None)
    endings: list[tuple[datetime, DialState]] = []
    if withdrawn:
        endings.append((withdrawn - TICK, DialState.WITHDRAWN))
    if ended:
        why = why_unanswered(facts.hangup_cause, facts.sip_hangup_cause)
        endings.append((ended, why))
    if facts.refused_at and not facts.has_leg:
        endings.append((facts.refused_at, DialState.FAILED))
    if endings:
        at, state = min(endings, key=lambda ending: ending[0])
        return state, withdrawn if state == DialState.WITHDRAWN else at
    return (DialState.RINGING if facts.has_leg else DialState.DIALLING), None


def why_unanswered(cause: str, sip_code: str) -> DialState:
    """Say what became of a leg that ended unanswered, from Telnyx's words.

    `sip_code` is text and may be one of Telnyx's own ("D41") or no code at all
    ("unspecified"). What cannot be told apart is nobody's fault.
    """
    if sip_code in _DECLINED:
        return DialState.DECLINED
    if sip_code in _NOT_ANSWERED:
        return DialState.NO_ANSWER
    if sip_code in _NOT_REACHABLE:
        return DialState.UNREACHABLE
    if sip_code[:1] in ("4", "5", "6", "D"):
        return DialState.FAILED
    return _BY_CAUSE.get(cause, DialState.FAILED)
