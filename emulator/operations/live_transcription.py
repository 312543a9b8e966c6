"""What a live transcription is asked for (docs: Transcription start).

Every engine has its own languages, models and options; nothing is transcribed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.operations.checks import base64_text, number_map
from emulator.operations.params import (
    Param,
    choice,
    flag,
    group,
    listing,
    mapping,
    number,
    text,
    texts,
    whole,
)

AZURE = (
    "af", "am", "ar", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es",
    "et", "eu", "fa", "fi", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id",
    "is", "it", "ja", "ka", "kk", "km", "kn", "ko", "lo", "lt", "lv", "mk", "ml", "mn",
    "mr", "ms", "mt", "my", "nb", "ne", "nl", "pl", "ps", "pt", "ro", "ru", "si", "sk",
    "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "uz", "vi",
    "wuu", "yue", "zh", "zu", "auto",
)  # fmt: skip
GOOGLE = (
    "af", "sq", "am", "ar", "hy", "az", "eu", "bn", "bs", "bg", "my", "ca", "yue", "zh",
    "hr", "cs", "da", "nl", "en", "et", "fil", "fi", "fr", "gl", "ka", "de", "el", "gu",
    "iw", "hi", "hu", "is", "id", "it", "ja", "jv", "kn", "kk", "km", "ko", "lo", "lv",
    "lt", "mk", "ms", "ml", "mr", "mn", "ne", "no", "fa", "pl", "pt", "pa", "ro", "ru",
    "rw", "sr", "si", "sk", "sl", "ss", "st", "es", "su", "sw", "sv", "ta", "te", "th",
    "tn", "tr", "ts", "uk", "ur", "uz", "ve", "vi", "xh", "zu",
)  # fmt: skip
NOVA_2 = (
    "bg", "ca", "zh", "zh-CN", "zh-Hans", "zh-TW", "zh-Hant", "zh-HK", "cs", "da",
    "da-DK", "nl", "en", "en-US", "en-AU", "en-GB", "en-NZ", "en-IN", "et", "fi",
    "nl-BE", "fr", "fr-CA", "de", "de-CH", "el", "hi", "hu", "id", "it", "ja", "ko",
    "ko-KR", "lv", "lt", "ms", "no", "pl", "pt", "pt-BR", "pt-PT", "ro", "ru", "sk",
    "es", "es-419", "sv", "sv-SE", "th", "th-TH", "tr", "uk", "vi", "auto_detect",
)  # fmt: skip
NOVA_3 = (
    "en", "en-US", "en-AU", "en-GB", "en-IN", "en-NZ", "de", "nl", "sv", "sv-SE", "da",
    "da-DK", "es", "es-419", "fr", "fr-CA", "pt", "pt-BR", "pt-PT", "auto_detect",
)  # fmt: skip
SPEECHMATICS = (
    "en", "ba", "eu", "gl", "ga", "mt", "mn", "sw", "ug", "cy", "ar_en", "cmn_en",
    "en_ms", "en_ta", "tl", "es-bilingual-en", "cmn_en_ms_ta",
)  # fmt: skip
TELNYX = (
    "en", "zh", "de", "es", "ru", "ko", "fr", "ja", "pt", "tr", "pl", "ca", "nl", "ar",
    "sv", "it", "id", "hi", "fi", "vi", "he", "uk", "el", "ms", "cs", "ro", "da", "hu",
    "ta", "no", "th", "ur", "hr", "bg", "lt", "la", "mi", "ml", "cy", "sk", "te", "fa",
    "lv", "bn", "sr", "az", "sl", "kn", "et", "mk", "br", "eu", "is", "hy", "ne", "mn",
    "bs", "kk", "sq", "sw", "gl", "mr", "pa", "si", "km", "sn", "yo", "so", "af", "oc",
    "ka", "be", "tg", "sd", "gu", "am", "yi", "lo", "uz", "fo", "ht", "ps", "tk", "nn",
    "mt", "sa", "lb", "my", "bo", "tl", "mg", "as", "tt", "haw", "ln", "ha", "ba", "jw",
    "su", "auto_detect",
)  # fmt: skip
XAI = (
    "ar", "cs", "da", "de", "en", "es", "fa", "fil", "fr", "hi", "id", "it", "ja", "ko",
    "mk", "ms", "nl", "pl", "pt", "ro", "ru", "sv", "th", "tr", "vi",
)  # fmt: skip
GOOGLE_MODELS = (
    "latest_long", "latest_short", "command_and_search", "phone_call", "video",
    "default", "medical_conversation", "medical_dictation",
)  # fmt: skip
REGIONS = (
    "australiaeast", "centralindia", "eastus", "northcentralus", "westeurope", "westus2",
)  # fmt: skip
INTERIM = flag("interim_results")
GOOGLE_FIELDS = (
    INTERIM,
    choice("language", *GOOGLE),
    flag("enable_speaker_diarization"),
    whole("min_speaker_count"),
    whole("max_speaker_count"),
    choice("model", *GOOGLE_MODELS),
    flag("profanity_filter"),
    flag("use_enhanced"),
    texts("hints"),
    listing(
        "speech_context",
        group("item", number("boost", minimum=0, maximum=20), texts("phrases")),
    ),
)
TELNYX_FIELDS = (
    choice("language", *TELNYX),
    choice(
        "transcription_model", "openai/whisper-tiny", "openai/whisper-large-v3-turbo"
    ),
)
DEEPGRAM_FIELDS = (
    INTERIM,
    mapping("keywords_boosting", nullable=True, check=number_map),
    flag("smart_format"),
    whole("utterance_end_ms", minimum=0, maximum=5000),
)
DEEPGRAM_MODELS: dict[str, tuple[Param, ...]] = {
    "deepgram/nova-2": (
        *DEEPGRAM_FIELDS,
        choice("language", *NOVA_2),
        texts("hints", max_length=100),
    ),
    "deepgram/nova-3": (
        *DEEPGRAM_FIELDS,
        choice("language", *NOVA_3),
        texts("keyterms", max_length=100),
    ),
}
ENGINES: dict[str, tuple[Param, ...]] = {
    "Google": GOOGLE_FIELDS,
    "Telnyx": TELNYX_FIELDS,
    "Deepgram": (),
    "Azure": (
        text("api_key_ref"),
        choice("language", *AZURE),
        choice("region", *REGIONS, required=True),
    ),
    "xAI": (
        INTERIM,
        choice("language", *XAI),
        choice("transcription_model", "xai/grok-stt"),
    ),
    "AssemblyAI": (
        INTERIM,
        choice("transcription_model", "assemblyai/universal-streaming"),
    ),
    "Speechmatics": (
        INTERIM,
        choice("language", *SPEECHMATICS),
        choice("transcription_model", "speechmatics/standard"),
    ),
    "Soniox": (
        INTERIM,
        flag("enable_endpoint_detection"),
        text("language"),
        whole("max_endpoint_delay_ms", minimum=500, maximum=3000),
        choice("transcription_model", "soniox/stt-rt-v4"),
    ),
    "Parakeet": (INTERIM, choice("transcription_model", "nvidia/parakeet-v3")),
    "A": GOOGLE_FIELDS,
    "B": TELNYX_FIELDS,
}
NAMES_ITSELF = ("Azure", "Deepgram", "Soniox")
"""Engines whose options have to repeat the engine's name."""


def _deepgram_fields(options: Mapping[str, Any]) -> tuple[Param, ...]:
    model = choice("transcription_model", *DEEPGRAM_MODELS, required=True)
    named = options.get("transcription_model")
    if isinstance(named, str) and named in DEEPGRAM_MODELS:
        return (model, *DEEPGRAM_MODELS[named])
    every = {
        field.name: field for fields in DEEPGRAM_MODELS.values() for field in fields
    }
    return (model, *every.values())


def transcription_fields(given: Mapping[str, Any]) -> tuple[Param, ...]:
    """The fields of this ``transcription_config``.

    Its options are those of the engine that they name, else of the engine beside them,
    which is Google by default.
    """
    options = given.get("transcription_engine_config")
    inner = options if isinstance(options, dict) else {}
    beside = given.get("transcription_engine", "Google")
    engine = inner.get("transcription_engine", beside)
    known = engine if isinstance(engine, str) and engine in ENGINES else "Google"
    fields = _deepgram_fields(inner) if known == "Deepgram" else ENGINES[known]
    return (
        text("client_state", check=base64_text),
        text("command_id"),
        choice("transcription_engine", *ENGINES),
        group(
            "transcription_engine_config",
            choice("transcription_engine", *ENGINES, required=known in NAMES_ITSELF),
            *fields,
        ),
        text("transcription_tracks"),
    )


LIVE_TRANSCRIPTION = (
    flag("transcription", is_simulated=False),
    Param(
        "transcription_config",
        "object",
        shape=transcription_fields,
        is_simulated=False,
    ),
)
