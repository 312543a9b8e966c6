"""Machines that talk, of which the emulator has none: their parameters are checked."""

from __future__ import annotations

from typing import Any

from emulator import errors
from emulator.operations.checks import scalar_map, websocket_url
from emulator.operations.live_transcription import ENGINES
from emulator.operations.params import (
    Param,
    choice,
    flag,
    group,
    listing,
    mapping,
    text,
    texts,
    unsimulated,
    whole,
)
from emulator.operations.speech import VOICES


def transfer_targets(value: Any, pointer: str) -> errors.Refusal | None:
    """A dynamic variable's name, or a list of ``{"name", "to"}``."""
    if isinstance(value, str):
        return None
    if not isinstance(value, list):
        return errors.invalid("The value must be an array or a string.", pointer)
    for at, target in enumerate(value):
        where = f"{pointer}/{at}"
        if not isinstance(target, dict):
            return errors.invalid("The value must be of type object.", where)
        for name, text_of_it in target.items():
            if name not in {"name", "to"} or not isinstance(text_of_it, str):
                detail = "A target has the texts 'to' and 'name' and nothing else."
                return errors.invalid(detail, f"{where}/{name}")
        if not target.get("to"):
            return errors.missing("to", f"{where}/to")
    return None


def _schema(name: str) -> Param:
    """Parameters of a webhook, described by a JSON Schema object."""
    return group(
        name, mapping("properties"), texts("required"), choice("type", "object")
    )


CALENDAR = (whole("event_type_id", required=True), text("api_key_ref", required=True))
WEBHOOK = (
    text("url", required=True),
    text("name", required=True),
    text("description", required=True),
    choice("method", "GET", "POST", "PUT", "DELETE", "PATCH"),
    listing("headers", group("item", text("name"), text("value"))),
    _schema("body_parameters"),
    _schema("path_parameters"),
    _schema("query_parameters"),
)
TOOLS: dict[str, tuple[Param, ...]] = {
    name: (group(name, *fields, required=True),)
    for name, fields in {
        "book_appointment": (
            *CALENDAR,
            text("attendee_name"),
            text("attendee_timezone"),
        ),
        "check_availability": CALENDAR,
        "webhook": WEBHOOK,
        "hangup": (text("description"),),
        "transfer": (
            Param("targets", "any", required=True, check=transfer_targets),
            text("from", required=True),
        ),
        "retrieval": (texts("bucket_ids", required=True), whole("max_num_results")),
    }.items()
}
EXTERNAL_LLM = group(
    "external_llm",
    choice("authentication_method", "token", "certificate"),
    text("base_url"),
    text("certificate_ref"),
    flag("forward_metadata"),
    text("llm_api_key_ref"),
    text("model"),
    text("token_retrieval_url"),
)
ASSISTANT = group(
    "assistant",
    text("id", required=True),
    mapping("dynamic_variables", check=scalar_map),
    EXTERNAL_LLM,
    group("fallback_config", EXTERNAL_LLM, text("llm_api_key_ref"), text("model")),
    text("greeting", max_length=3000),
    text("instructions"),
    text("llm_api_key_ref"),
    listing("mcp_servers", mapping("item")),
    text("model"),
    text("name"),
    mapping("observability_settings"),
    text("openai_api_key_ref"),
    listing("tools", Param("item", "object", variants=TOOLS)),
    # Only newer SDKs have these.
    mapping("transcription"),
    mapping("voice_settings"),
    is_simulated=False,
)
INTERRUPTIBLE = ("none", "any", "speech", "dtmf")
VOICE_SETTINGS = Param("voice_settings", "object", variants=VOICES)
RELAY_ENGINE = (
    choice("transcription_engine", *(name for name in ENGINES if name != "Parakeet")),
    # The document leaves its fields open here.
    mapping("transcription_engine_config"),
)
CONVERSATION_RELAY = group(
    "conversation_relay_config",
    text("url", required=True, check=websocket_url),
    mapping("custom_parameters"),
    flag("dtmf_detection"),
    text("greeting"),
    choice("interruptible", *INTERRUPTIBLE),
    choice("interruptible_greeting", *INTERRUPTIBLE),
    group(
        "interruption_settings",
        flag("enable"),
        choice("interruptible", *INTERRUPTIBLE),
        choice("interruptible_greeting", *INTERRUPTIBLE),
        choice("welcome_greeting_interruptible", *INTERRUPTIBLE),
    ),
    text("language"),
    listing(
        "languages",
        group(
            "item",
            text("language", required=True),
            text("speech_model"),
            *RELAY_ENGINE,
            text("transcription_provider"),
            text("tts_provider"),
            text("voice"),
            VOICE_SETTINGS,
        ),
    ),
    text("provider"),
    mapping("structured_provider"),
    *RELAY_ENGINE,
    text("tts_provider"),
    text("voice"),
    VOICE_SETTINGS,
    is_simulated=False,
)
DEEPFAKE = group(
    "deepfake_detection",
    flag("enabled", required=True),
    whole("rtp_timeout", minimum=5, maximum=120),
    whole("timeout", minimum=5, maximum=60),
    is_simulated=False,
)
DIALOGFLOW = (
    group(
        "dialogflow_config",
        flag("analyze_sentiment"),
        flag("partial_automated_agent_reply"),
        is_simulated=False,
    ),
    unsimulated("enable_dialogflow", "boolean"),
)
TALKING_MACHINES = (ASSISTANT, CONVERSATION_RELAY, DEEPFAKE)
