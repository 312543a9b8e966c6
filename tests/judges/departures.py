"""Where client or emulator deliberately differ from the descriptions, and why.

Each entry is a regular expression that a judge's complaint begins with. What is not
listed here is a mistake; an entry that nothing complains about any more fails as well,
so that the list cannot rot.
"""

from collections.abc import Mapping

Complaints = Mapping[str, tuple[str, ...]]

# Requests of the product's client, by method.
CLIENT: Mapping[str, Complaints] = {
    "sdk": {
        # The SDK pages this list by number, which its answer's cursors do not support;
        # the operation's own description has `page[limit]` and `page[after]`.
        "calls.active": (r"page\[limit\]",),
        # `queue` takes the place of the other leg: Telnyx's guide "Queueing calls"
        # bridges with a queue alone.
        "calls.bridge": ("call_control_id: Field required",),
        # One URL per event type in Telnyx's description, a list of them in the SDK.
        "calls.answer": (r"webhook_urls\.",),
        "calls.dial": (r"webhook_urls\.",),
        "calls.transfer": (r"webhook_urls\.",),
    },
    "openapi": {
        "calls.bridge": (": 'call_control_id' is a required property",),
        # Two causes that only the newer SDK lists.
        "calls.reject": ("cause: '(NOT_FOUND|TEMPORARILY_UNAVAILABLE)'",),
    },
}

# Webhooks as they really come say more than the descriptions of them (Telnyx: Receiving
# webhooks; Storing call recordings).
_WEBHOOKS = (
    # Which attempt this is, and to which URL.
    r"(call|conference)\.[a-z_.]+: meta: not in",
    r"call\.(initiated|answered|hangup): data\.payload\.calling_party_type: not in",
    r"call\.hangup: data\.payload\.end_time: not in",
    r"call\.playback\.(started|ended): data\.payload\.playback_id: not in",
    r"call\.speak\.(started|ended): data\.payload\.speak_id: not in",
    r"call\.recording\.saved: data\.payload\."
    r"(call_control_id|recording_id|format|start_time|end_time): not in",
    # Wrapped in `data` like every other event; the descriptions show it bare.
    r"conference\.floor\.changed: data: not in",
)

# Answers and webhooks of the emulator: what was asked, or the type of event.
EMULATOR: Mapping[str, tuple[str, ...]] = {
    "sdk": (
        *_WEBHOOKS,
        # The SDK needs only two of a page's four numbers.
        r"GET /[a-z_/…]+ 200: meta\.(page_size|total_results): not in",
        # The one list with cursors; the SDK expects page numbers there too.
        r"GET /connections/…/active_calls 200: meta\.",
    ),
    "openapi": (
        *_WEBHOOKS,
        # What was never set is null, as in webhooks of real accounts.
        r"[a-z_.]+: data\.payload\.client_state: None is not",
        r"GET /calls/… 200: data\.client_state: None is not",
        r"GET /connections/…/active_calls 200: meta\.[a-z.]+: None",
        r"(GET|DELETE) /recordings(/…)? 200: data(\.\d+)?\.conference_id: None",
        r"[A-Z]+ /call_control_applications(/…)? 20.: "
        r"data(\.\d+)?\.outbound\.outbound_voice_profile_id: None",
        r"(GET|PATCH) /conferences/…/participants/… 200: data\.label: None",
        r"(GET|PATCH) /phone_numbers/(…/)?voice 200: "
        r"data(\.\d+)?\.customer_reference: None",
        r"[A-Z]+ /telephony_credentials(/…)? 20.: data(\.\d+)?\.(expires_at|tag): None",
        # Operations that the SDK has and the document leaves out.
        r"GET /phone_numbers/…(/voice)? 200: the document has no GET",
    ),
}
