"""What all operations share: their description, their context, common parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from emulator.errors import Refusal, not_in_enum
from emulator.media.links import Links
from emulator.operations.assistants import TALKING_MACHINES
from emulator.operations.checks import (
    base64_text,
    http_url,
    retry_policies,
    url_map,
    uuid_text,
)
from emulator.operations.live_transcription import LIVE_TRANSCRIPTION
from emulator.operations.params import (
    Param,
    choice,
    group,
    headers,
    mapping,
    number,
    text,
    unsimulated,
    whole,
)
from emulator.world.model import World
from emulator.world.state import Leg
from emulator.world.values import WebhookOverride

OK: dict[str, Any] = {"data": {"result": "ok"}}


@dataclass(frozen=True)
class Answer:
    """What an operation answers: JSON, or a plain text when ``text`` is set."""

    body: dict[str, Any] | None = None
    status: int = 200
    text: str | None = None


@dataclass
class Request:
    """One authenticated request on its way through an operation.

    ``target`` is what the path names (a leg, a conference, a queue …).
    """

    world: World
    links: Links
    path: dict[str, str]
    query: dict[str, Any]
    body: dict[str, Any] = field(default_factory=dict)
    target: Any = None


@dataclass(frozen=True)
class Operation:
    """One row of the route table.

    ``target`` resolves the path before the body is looked at; ``remembers`` names the
    scope in which a repeated ``command_id`` is ignored; ``errors`` and ``events`` are
    what COVERAGE.md lists.
    """

    name: str
    method: str
    path: str
    run: Callable[[Request], Answer]
    body: tuple[Param, ...] | None = None
    query: tuple[Param, ...] = ()
    target: Callable[[Request], Any] | None = None
    remembers: str | None = None
    refuses_supervisors: bool = False
    errors: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


CLIENT_STATE = text("client_state", check=base64_text)
COMMAND_ID = text("command_id", min_length=1)
COMMAND = (CLIENT_STATE, COMMAND_ID)
REGION = choice("region", "Australia", "Europe", "Middle East", "US")
BEEP = choice("beep_enabled", "always", "never", "on_enter", "on_exit")
PAGE = (
    whole("page[number]", minimum=1),
    whole("page[size]", minimum=1, maximum=250),
)
CURSOR_PAGE = (
    *PAGE,
    whole("page[limit]", minimum=1, maximum=250),
    text("page[after]"),
    text("page[before]"),
)
RECORD = (
    choice("record", "record-from-answer"),
    choice("record_channels", "single", "dual"),
    choice("record_format", "wav", "mp3"),
    whole("record_max_length", minimum=0, maximum=43_200),
    unsimulated("record_timeout_secs", "integer", minimum=0),
    choice("record_track", "both", "inbound", "outbound"),
    unsimulated("record_trim", "string", enum=("trim-silence",)),
    text("record_custom_file_name", min_length=1, max_length=40),
)
WEBHOOKS = (
    text("webhook_url", check=http_url),
    choice("webhook_url_method", "POST", "GET"),
    mapping("webhook_urls", check=url_map),
    choice("webhook_urls_method", "POST", "GET"),
    mapping("webhook_retries_policies", check=retry_policies),
)
CODECS = ("PCMU", "PCMA", "G722", "OPUS", "AMR-WB", "L16")
STREAMING = (
    unsimulated("send_silence_when_idle", "boolean"),
    unsimulated("stream_bidirectional_codec", "string", enum=CODECS),
    unsimulated("stream_bidirectional_mode", "string", enum=("mp3", "rtp")),
    unsimulated(
        "stream_bidirectional_target_legs", "string", enum=("both", "self", "opposite")
    ),
    unsimulated("stream_codec", "string", enum=(*CODECS, "default")),
    unsimulated(
        "stream_track",
        "string",
        enum=("inbound_track", "outbound_track", "both_tracks"),
    ),
    unsimulated("stream_url", "string"),
    *LIVE_TRANSCRIPTION,
    *TALKING_MACHINES,
    text("billing_group_id", check=uuid_text),
)
SIP_HEADERS = headers("sip_headers", "User-to-User")
CALL_CODECS = ("G722", "PCMU", "PCMA", "G729", "OPUS", "VP8", "H264", "AMR-WB")


def codec_list(value: Any, pointer: str) -> Refusal | None:
    """docs: names of codecs, separated by commas."""
    if all(one.strip() in CALL_CODECS for one in value.split(",")):
        return None
    return not_in_enum(list(CALL_CODECS), pointer)


SOUND = (
    unsimulated("preferred_codecs", "string", check=codec_list),
    group(
        "sound_modifications",
        number("octaves"),
        number("pitch"),
        number("semitone"),
        text("track"),
        is_simulated=False,
    ),
)
PARK = choice("park_after_unbridge", "self")
MUTE_DTMF = unsimulated(
    "mute_dtmf", "string", enum=("none", "both", "self", "opposite")
)
MEDIA = (text("audio_url", check=http_url), text("media_name"))


def leg_target(request: Request) -> Leg:
    """The leg named in the path; raises Refusal 90015."""
    return request.world.leg(request.path["call_control_id"])


def apply_client_state(leg: Leg, body: dict[str, Any]) -> None:
    """Every command that carries client_state changes it for later webhooks."""
    if "client_state" in body:
        leg.client_state = body["client_state"]


@contextmanager
def client_state_of(leg: Leg, body: dict[str, Any]) -> Iterator[None]:
    """Apply the client_state for a command, and take it back when it is refused."""
    before = leg.client_state
    apply_client_state(leg, body)
    try:
        yield
    except Refusal:
        leg.client_state = before
        raise


def webhook_override(body: dict[str, Any]) -> WebhookOverride:
    """Collect the per-call webhook parameters of dial, answer and transfer."""
    policies = body.get("webhook_retries_policies") or {}
    return WebhookOverride(
        url=body.get("webhook_url") or None,
        method=body.get("webhook_url_method", "POST"),
        urls={
            event: [urls] if isinstance(urls, str) else list(urls)
            for event, urls in (body.get("webhook_urls") or {}).items()
        },
        urls_method=body.get("webhook_urls_method", "POST"),
        retries_ms={
            event: list(policy.get("retries_ms", []))
            for event, policy in policies.items()
        },
    )
