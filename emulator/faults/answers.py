"""What a request gets that an API fault strikes."""

from __future__ import annotations

from emulator import errors
from emulator.faults.requests import ApiFault
from emulator.http import Response, json_response

FAILURES = {
    400: ("10015", "Bad Request"),
    401: ("10009", "Authentication failed"),
    403: ("10010", "Not authorized"),
    404: ("10007", "Resource not found"),
    422: ("10015", "Invalid value"),
    503: ("10007", "Service unavailable"),
}
"""Code and title of a fault's status (docs: API error codes); 429 has its own."""


def failed(fault: ApiFault, *, is_numbered: bool) -> Response:
    """``is_numbered`` operations have the HTTP status as their code."""
    if fault.kind == "timeout_before":
        return Response(0, wait_secs=fault.secs, is_lost=True)
    if fault.status == 429:
        refusal = errors.too_many_requests(fault.code or "10011", 10, int(fault.secs))
    else:
        code, title = FAILURES.get(fault.status, ("10007", "Internal server error"))
        code = str(fault.status) if is_numbered else code
        refusal = errors.Refusal(
            fault.status, fault.code or code, title, "A fault was asked for."
        )
    return json_response(refusal.status, refusal.as_json(), refusal.headers)
