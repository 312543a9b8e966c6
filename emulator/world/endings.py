"""How a leg ends that somebody declines or that nobody can deliver.

Causes and SIP codes are no fixed pairs: a leg that could not be delivered was seen to
end as ``normal_clearing`` with 503.
"""

from __future__ import annotations

from emulator.settings import Settings
from emulator.world.state import Leg
from emulator.world.values import Ending, Wording


def undelivered(settings: Settings) -> Ending:
    """The network cannot deliver a leg."""
    code = settings.undelivered_sip_code
    return Wording(sip_code=code).of(Ending("", "callee", ""), settings)


def declined(leg: Leg, settings: Settings) -> Ending:
    """A person refuses a ringing leg: a browser says so in another way than a
    telephone."""
    is_browser = leg.to.startswith("sip")
    pair = settings.browser_decline if is_browser else settings.number_decline
    return Ending(pair[0], "callee", pair[1])
