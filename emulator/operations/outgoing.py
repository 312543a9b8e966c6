"""What dial and transfer have in common: their parameters and what they refuse."""

from __future__ import annotations

from typing import Any

from emulator import errors
from emulator.operations.checks import E164, SIP_URI, display_name, dtmf
from emulator.operations.common import (
    COMMAND,
    MEDIA,
    PARK,
    RECORD,
    SIP_HEADERS,
    SOUND,
    WEBHOOKS,
)
from emulator.operations.params import (
    Param,
    choice,
    flag,
    group,
    headers,
    number,
    text,
    unsimulated,
    whole,
)
from emulator.world.model import World

SIP_REGIONS = ("US", "Europe", "Canada", "Australia", "Middle East")
SIP = (
    unsimulated("sip_auth_password", "string"),
    unsimulated("sip_auth_username", "string"),
    unsimulated("sip_region", "string", enum=SIP_REGIONS),
    unsimulated("sip_transport_protocol", "string", enum=("UDP", "TCP", "TLS")),
    unsimulated("media_encryption", "string", enum=("disabled", "SRTP", "DTLS")),
)
DETECTION = (
    "after_greeting_silence_millis",
    "between_words_silence_millis",
    "greeting_duration_millis",
    "greeting_silence_duration_millis",
    "greeting_total_analysis_time_millis",
    "initial_silence_millis",
    "maximum_number_of_words",
    "maximum_word_length_millis",
    "silence_threshold",
    "total_analysis_time_millis",
    # Only newer SDKs have these.
    "beep_max_frequency_hz",
    "beep_min_frequency_hz",
    "beep_min_tone_duration_millis",
    "beep_spectral_window_millis",
    "prompt_end_timeout_millis",
)
OUTGOING: tuple[Param, ...] = (
    *COMMAND,
    *RECORD,
    *WEBHOOKS,
    *MEDIA,
    *SIP,
    *SOUND,
    choice(
        "answering_machine_detection",
        "premium",
        "detect",
        "detect_beep",
        "detect_words",
        "greeting_end",
        "disabled",
    ),
    group(
        "answering_machine_detection_config",
        *(whole(name) for name in DETECTION),
        choice("beep_detection_profile", "both", "freq_only"),
        flag("beep_spectral_confirmation"),
        number("beep_spectral_min_purity"),
        flag("beep_spectral_reject_fax_cng"),
        is_simulated=False,
    ),
    headers("custom_headers"),
    SIP_HEADERS,
    text("from_display_name", max_length=128, check=display_name),
    unsimulated("privacy", "string", enum=("id", "none")),
    PARK,
    unsimulated("send_digits_on_answer", "string", max_length=64, check=dtmf),
    whole("time_limit_secs", minimum=30, maximum=14_400),
    whole("timeout_secs", minimum=5, maximum=600),
    unsimulated("diversion", "string"),
    unsimulated("route_to_mobile", "boolean"),
)


def destination(to: Any, pointer: str = "/to") -> str:
    """The address of ``to``, without the digits after a comma.

    Raises Refusal for anything that is neither +E.164 nor a SIP URI.
    """
    if not isinstance(to, str):
        raise errors.invalid("The value must be of type string.", pointer)
    address, comma, digits = to.partition(",")
    refusal = dtmf(digits, pointer) if comma else None
    if refusal is not None:
        raise refusal
    if not E164.fullmatch(address) and not SIP_URI.fullmatch(address):
        raise errors.not_e164(pointer)
    return address


def destinations(world: World, to: Any) -> list[str]:
    """The addresses of dial's ``to``: one, or as many as the settings allow.

    docs: digits after a comma are for a single destination that is not in a list.
    """
    if not isinstance(to, list):
        return [destination(to)]
    addresses = [_listed(one, f"/to/{at}") for at, one in enumerate(to)]
    if world.settings.several_destinations == "dial first":
        return addresses[:1]
    if len(addresses) > 1 and world.settings.several_destinations == "refuse":
        raise errors.invalid("The emulator dials one destination at a time.", "/to")
    return addresses


def _listed(to: Any, pointer: str) -> str:
    if isinstance(to, str) and "," in to:
        raise errors.not_e164(pointer)
    return destination(to, pointer)


def require_encryptable(to: str, body: dict[str, Any]) -> None:
    """Raise Refusal 10011: the telephone network carries no encrypted media."""
    is_encrypted = body.get("media_encryption", "disabled") != "disabled"
    if is_encrypted and to.startswith("+"):
        raise errors.encryption_unsupported()


def require_callable(world: World, to: str) -> None:
    """Refuse a browser whose connection takes no calls to its SIP URI."""
    connection = world.account.sip_connection(to)
    if connection is None or not world.settings.checks_sip_uri_calling_preference:
        return
    if connection.fields.get("sip_uri_calling_preference") in {None, "disabled"}:
        raise errors.Refusal(
            422,
            world.settings.code_sip_uri_calling,
            "Invalid SIP URI calling preference",
            "The connection of this SIP URI does not accept SIP URI calls.",
            pointer="/to",
        )


def require_dial_allowance(world: World, count: int) -> None:
    """Raise Refusal 429/90103 when ``count`` more are too many dials per window."""
    now, settings = world.now(), world.settings
    recent = [at for at in world.dialled_at if at > now - settings.dial_window_secs]
    if len(recent) + count > settings.dial_limit_per_window:
        oldest = recent[0] if recent else now
        wait = int(oldest + settings.dial_window_secs - now) + 1
        raise errors.too_many_requests("90103", settings.dial_limit_per_window, wait)
    world.dialled_at = [*recent, *[now] * count]


def outgoing_options(world: World, body: dict[str, Any], by: str) -> dict[str, Any]:
    """The body as a leg's options, with a recording id when it shall be recorded."""
    options = {**body, "initiated_by": by}
    if body.get("record"):
        options["recording_id"] = world.ids.uuid()
    return options
