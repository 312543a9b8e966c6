"""Where client or emulator deliberately differ from the descriptions, and why.

Each entry is how a judge's complaint begins, below the judge's name. What is not listed
here is a mistake; a listed complaint that no longer comes up fails as well, so that the
list cannot rot.
"""

from collections.abc import Mapping

Complaints = Mapping[str, tuple[str, ...]]

# Requests of the product's client, by method.
CLIENT: Mapping[str, Complaints] = {
    "sdk": {
        # The SDK pages this list by number, which its answer's cursors do not support;
        # the operation's own description has `page[limit]` and `page[after]`.
        "calls.active": ("page[limit]",),
        # `queue` takes the place of the other leg: Telnyx's guide "Queueing calls"
        # bridges with a queue alone.
        "calls.bridge": ("call_control_id: Field required",),
        # One URL per event type in Telnyx's description, a list of them in the SDK.
        "calls.answer": ("webhook_urls.",),
        "calls.dial": ("webhook_urls.",),
        "calls.transfer": ("webhook_urls.",),
    },
    "openapi": {
        "calls.bridge": (": 'call_control_id' is a required property",),
        # Two causes that only the newer SDK lists.
        "calls.reject": ("cause: 'NOT_FOUND'", "cause: 'TEMPORARILY_UNAVAILABLE'"),
    },
}
