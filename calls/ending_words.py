"""Why a leg ended, and why a dial came to nothing, as a person would tell it."""

from calls.models import Dial, Leg
from calls.states import DialState, why_unanswered
from provider import events

HANGUP_CAUSES = {
    "call_rejected": "the call was declined",
    "no_answer": "nobody answered",
    "normal_clearing": "normal end",
    "not_found": "the number or phone was not found",
    "originator_cancel": "given up while it rang",
    # Telnyx says so as well of whoever is in a room that is ended for all.
    "time_limit": "ended by Telnyx, as after a time limit or with a room",
    "timeout": "nobody answered in time",
    "user_busy": "busy",
}


def hangup_words(cause: str) -> str:
    return HANGUP_CAUSES.get(cause, cause.replace("_", " ") or "no cause given")


_NEVER = {
    DialState.DECLINED: "the call was declined",
    DialState.NO_ANSWER: "nobody answered",
    DialState.UNREACHABLE: "the number or phone could not be reached",
    DialState.FAILED: "the network did not carry it",
}


def never_connected_words(event: events.CallHangup) -> str:
    """Say why a leg that we dialled ended unanswered; nobody hung up on anybody."""
    if event.hangup_cause in ("originator_cancel", "user_busy"):
        return f"Was not connected: {hangup_words(event.hangup_cause)}"
    state = why_unanswered(event.hangup_cause, event.sip_hangup_cause)
    return f"Was not connected: {_NEVER[state]}"


def sip_words(event: events.Event) -> str:
    """Return the SIP code with which a leg ended, for the details; "" without one."""
    code = event.sip_hangup_cause if isinstance(event, events.CallHangup) else ""
    return f"SIP {code}" if code and code != "unspecified" else ""


# The SIP code is told where it is not the person's own doing.
_UNANSWERED = {
    DialState.DECLINED: "The call was declined.",
    DialState.NO_ANSWER: "Nobody answered.",
    DialState.UNREACHABLE: "The number or phone could not be reached",
    DialState.FAILED: "Could not be connected",
}
BUSY = ("486", "600")


def dial_words(state: DialState, dial: Dial, leg: Leg | None) -> str:
    """Say why nobody answered a dial, in one sentence; empty when somebody did."""
    if state == DialState.FAILED and dial.refusal and leg is None:
        return dial.refusal
    if state == DialState.DECLINED and leg is not None:
        is_busy = leg.sip_hangup_cause in BUSY or leg.hangup_cause == "user_busy"
        return "The line is busy." if is_busy else _UNANSWERED[state]
    words = _UNANSWERED.get(state, "")
    if words.endswith(".") or not words:
        return words
    code = leg.sip_hangup_cause if leg else ""
    return f"{words} (SIP {code})." if code[:1] in tuple("456D") else f"{words}."
