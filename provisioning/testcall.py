"""A test call, which only the emulator can place for us."""

from typing import TypeVar

import httpx
from django.conf import settings
from django.db.models import Model, QuerySet

from live.refusals import Refused
from provider.client.transport import TIMEOUT
from provisioning.models import CallControlApplication, PhoneNumber

Row = TypeVar("Row", bound=Model)

TEST_CALLER = "+15550199999"
PATIENCE_SECS = 8


def is_test(from_number: str) -> bool:
    """Whether a caller is the one who calls for a test: answered, and not led anywhere.

    Nobody has that number at the emulator; at Telnyx somebody may.
    """
    return settings.TELNYX_IS_EMULATED and from_number == TEST_CALLER


def without_tests(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Leave the calls of `is_test` out of those that have a `from_number`."""
    is_possible = settings.TELNYX_IS_EMULATED
    return rows.exclude(from_number=TEST_CALLER) if is_possible else rows


def place(
    application: CallControlApplication, *, transport: httpx.BaseTransport | None = None
) -> PhoneNumber:
    """Let somebody call a number of the application; return the number.

    They are answered and hung up, and come into no queue (`is_test`).

    Raises Refused with what to do instead.
    """
    number = PhoneNumber.objects.filter(application=application).first()
    if number is None:
        raise Refused("Point a phone number at this application first.")
    if not settings.TELNYX_IS_EMULATED:
        raise Refused(f"Call {number.number} from any phone; the event shows up here.")
    emulator = settings.TELNYX_BASE_URL.removesuffix("/v2")
    said = {
        "from": TEST_CALLER,
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
