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
# webhooks; Storing call recordings; bodies in public logs of 2020 to 2026).
_WEBHOOKS = (
    # Which attempt this is, and to which URL.
    r"(call|conference)\.[a-z_.]+: meta: not in",
    # The kind of the calling party, and where the call was led.
    r"call\.(initiated|answered|bridged|hangup|speak\.(started|ended)|recording\.saved):"
    r" data\.payload\.(calling_party_type|flow_destination): not in",
    r"call\.recording\.transcription\.saved: data\.payload\.flow_destination: not in",
    r"call\.initiated: data\.payload\.(from|to)_sip_uri: not in",
    r"call\.answered: data\.payload\.(codec|sampling_rate): not in",
    r"call\.bridged: data\.payload\.start_time: not in",
    r"call\.hangup: data\.payload\.(end_time|telnyx_error): not in",
    r"call\.playback\.(started|ended): data\.payload\.playback_id: not in",
    r"call\.speak\.(started|ended): data\.payload\.speak_id: not in",
    r"call\.recording\.saved: data\.payload\."
    r"(call_control_id|recording_id|format|start_time|end_time): not in",
    # Wrapped in `data` like every other event; the descriptions show it bare.
    r"conference\.floor\.changed: data: not in",
    # Beside the payload, as with the events of calls; inside in the descriptions.
    r"conference\.created: data\.occurred_at: not in",
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
        # Page numbers beside the cursors: the SDK pages this list by number, and
        # without them it asks for the second page without end.
        r"GET /connections/…/active_calls 200: "
        r"meta\.(page_number|page_size|total_pages|total_results): not in",
        # Operations that the SDK has and the document leaves out.
        r"GET /phone_numbers/…(/voice)? 200: the document has no GET",
    ),
}
