"""Every request that the product's client can make: each method, each parameter.

Found by looking at the client's signatures, so a new method or parameter is judged
without being mentioned here. Each method is called with all that it takes, as often as
its longest list of allowed values is long, so that each value is sent once.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args, get_origin

import httpx
import typing_extensions

from provider.client import TelnyxClient
from provider.errors import TelnyxError
from tests.judges.judge import Exchange

# Plausible values where the type alone does not say enough.
NUMBERS = {
    "duration_millis": 250,
    "gather_timeout_secs": 5,
    "max_size": 50,
    "max_length": 600,
    "timeout_secs": 30,
    "time_limit_secs": 3600,
    "webhook_timeout_secs": 10,
}
OBJECTS: dict[str, Any] = {
    "assistant": {"id": "assistant-1"},
    "conversation_relay_config": {"url": "wss://example.com/relay"},
    "deepfake_detection": {"enabled": True},
    "conference_config": {"conference_name": "room", "early_media": False},
    "custom_headers": [{"name": "X-Call", "value": "12"}],
    "sip_headers": [{"name": "User-to-User", "value": "12"}],
    "webhook_urls": {"call.hangup": "https://example.com/hangup"},
    "webhook_retries_policies": {"call.hangup": {"retries_ms": [1000, 2000]}},
    "inbound": {"channel_limit": 10},
    "outbound": {"channel_limit": 10},
    "voice_settings": {"type": "telnyx"},
    "rtcp_settings": {"port": "rtp+1"},
    "answering_machine_detection_config": {"total_analysis_time_millis": 5000},
    "call_forwarding": {"call_forwarding_enabled": False},
    "call_recording": {"inbound_call_recording_enabled": False},
    "cnam_listing": {"cnam_listing_enabled": False},
    "media_features": {"t38_fax_gateway_enabled": False},
}
TEXTS = {
    "language": "en-US",
    "ringtone": "us",
    "status": "active",
    "transcription_language": "en",
    "payload": "Hello",
    "preferred_codecs": "G722,PCMU,PCMA,G729,OPUS,VP8,H264",
    "from_display_name": "Reception",
    "to": "+15550100001",
    "from": "+15550100002",
    "sip_address": "sip:ana@example.com",
    "client_state": "aGVsbG8=",
    "target_leg_client_state": "aGVsbG8=",
    "created_since": datetime(2026, 1, 2, tzinfo=UTC),
    "expires_at": "2026-01-02T03:04:05Z",
}


@dataclass(frozen=True)
class Method:
    """One method of the client, e.g. `calls.answer`."""

    name: str
    call: Callable[..., Any]

    def variants(self) -> Iterator[tuple[list[Any], dict[str, Any]]]:
        """Arguments to call it with: everything it takes, then only what it must."""
        signature = inspect.signature(self.call)
        hints = typing_extensions.get_type_hints(self.call)
        path: list[Any] = []
        fields: dict[str, Any] = {}
        required: set[str] = set()
        for name, parameter in signature.parameters.items():
            if parameter.kind is parameter.VAR_KEYWORD:
                (described,) = get_args(hints[name])
                fields |= typing_extensions.get_type_hints(described)
                required |= described.__required_keys__
            elif parameter.kind is parameter.KEYWORD_ONLY:
                fields[name] = hints[name]
                required |= {name} if parameter.default is parameter.empty else set()
            else:
                path.append(sample(name, hints[name], 0))
        rounds = max([1, *(len(choices(hint)) for hint in fields.values())])
        for turn in range(rounds):
            yield path, {name: sample(name, fields[name], turn) for name in fields}
        yield path, {name: sample(name, fields[name], 0) for name in required}


def methods(client: TelnyxClient) -> list[Method]:
    return [
        Method(f"{resource_name}.{name}", getattr(resource, name))
        for resource_name, resource in vars(client).items()
        if not resource_name.startswith("_")
        for name, _ in inspect.getmembers(resource, inspect.ismethod)
        if not name.startswith("_")
    ]


def requests_of(name: str) -> list[Exchange]:
    """The requests that one method sends; the answers are empty objects."""
    sent: list[Exchange] = []

    def keep(request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode().split("?")[0].removeprefix("/v2")
        query = request.url.query.decode()
        sent.append(Exchange(request.method, path, query, request.content, 200, b"{}"))
        return httpx.Response(200, content=b"{}")

    client = TelnyxClient("KEY", "http://api/v2", httpx.MockTransport(keep))
    method = next(one for one in methods(client) if one.name == name)
    for positional, named in method.variants():
        try:
            answer = method.call(*positional, **named)
            list(answer if isinstance(answer, Iterator) else ())
        except TelnyxError:
            # The empty answer means nothing to it; the request was made.
            continue
    return sent


def method_names() -> list[str]:
    client = TelnyxClient("KEY", "http://api/v2")
    return [method.name for method in methods(client)]


def choices(hint: Any) -> Sequence[Any]:
    """The values that a field may have, where its type lists them."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    found = [value for part in get_args(hint) for value in choices(part)]
    return found if get_origin(hint) is not list else []


def sample(name: str, hint: Any, turn: int) -> Any:
    """A value of this type; the one of `turn` where the type lists its values."""
    if name in OBJECTS:
        return OBJECTS[name]
    if listed := choices(hint):
        return listed[turn % len(listed)]
    if get_origin(hint) in (dict, Mapping):
        return {}
    members = [part for part in get_args(hint) if part is not type(None)]
    if get_origin(hint) in (list, Sequence):
        return [sample(f"one of {name}", members[0], turn)]
    if members:
        return sample(name, members[0], turn)
    if hint is bool:
        return turn % 2 == 0
    if hint is int:
        return NUMBERS.get(name, 5)
    return TEXTS.get(name, "12")
