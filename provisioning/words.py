"""A direct answer of Telnyx in the words of the person who waits for it.

Telnyx's own code and text are for the details line below; see `said`.
"""

from callcontrol.words import reason
from live.refusals import Refused
from provider.errors import NotSent, RateLimited, Rejected, TelnyxError, Unclear


def refusal(error: TelnyxError) -> Refused:
    """Return what to raise for a person who waits for a direct answer of Telnyx."""
    return Refused(trouble(error), said(error))


def trouble(error: TelnyxError) -> str:
    """Return one plain sentence about a direct answer of Telnyx, or its absence."""
    if isinstance(error, Rejected):
        return _sentence(reason(error.code, error.status))
    if isinstance(error, RateLimited):
        return _sentence(reason(error.code, 429))
    if isinstance(error, NotSent):
        return "Telnyx cannot be reached. Check the network and TELNYX_BASE_URL."
    return "Telnyx did not answer, so it may or may not have happened. Look again."


def unread(error: TelnyxError) -> str:
    """Return one plain sentence about a question to Telnyx that came to nothing."""
    if not isinstance(error, Unclear):
        return trouble(error)
    if error.status is not None:
        return "Telnyx has trouble of its own. Try again in a moment."
    return "Telnyx did not answer in time. Try again in a moment."


def said(error: TelnyxError) -> str:
    """Return Telnyx's code and text, for the details line; empty when it gave none."""
    return " ".join(filter(None, (error.code, error.words)))


def _sentence(reason: str) -> str:
    return reason[0].upper() + reason[1:] + "."
