"""A test call, which only the emulator can place for us."""

import httpx
from django.conf import settings

from callcontrol.client.transport import TIMEOUT
from callcontrol.models import CallControlApplication, PhoneNumber
from live.refusals import Refused

CALLER = "+15550199999"
PATIENCE_SECS = 8


def place(
    application: CallControlApplication, *, transport: httpx.BaseTransport | None = None
) -> PhoneNumber:
    """Let somebody call a number of the application; return the number.

    Raises Refused with what to do instead.
    """
    number = PhoneNumber.objects.filter(application=application).first()
    if number is None:
        raise Refused("Point a phone number at this application first.")
    if not settings.TELNYX_IS_EMULATED:
        raise Refused(f"Call {number.number} from any phone; the event shows up here.")
    emulator = settings.TELNYX_BASE_URL.removesuffix("/v2")
    said = {
        "from": CALLER,
        "to": number.number,
        "caller_name": "Test call",
        "patience_secs": PATIENCE_SECS,
    }
    try:
        with httpx.Client(
            transport=transport, timeout=TIMEOUT, trust_env=False
        ) as http:
            answer = http.post(f"{emulator}/_emulator/inbound_calls", json=said)
    except httpx.TransportError as error:
        raise Refused("The emulator does not answer.") from error
    if answer.status_code != httpx.codes.OK:
        raise Refused(f"The emulator refused: {answer.json().get('error', '')}.")
    return number
