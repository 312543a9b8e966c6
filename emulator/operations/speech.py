"""What the commands that speak have in common: text, voice and its settings."""

from __future__ import annotations

from emulator.operations.params import Param, choice, number, text, unsimulated, whole

LANGUAGES = (
    "arb", "cmn-CN", "cy-GB", "da-DK", "de-DE", "en-AU", "en-GB", "en-GB-WLS", "en-IN",
    "en-US", "es-ES", "es-MX", "es-US", "fr-CA", "fr-FR", "hi-IN", "is-IS", "it-IT",
    "ja-JP", "ko-KR", "nb-NO", "nl-NL", "pl-PL", "pt-BR", "pt-PT", "ro-RO", "ru-RU",
    "sv-SE", "tr-TR",
)  # fmt: skip
MINIMAX_LANGUAGES = (
    "auto", "Chinese", "Chinese,Yue", "English", "Arabic", "Russian", "Spanish",
    "French", "Portuguese", "German", "Turkish", "Dutch", "Ukrainian", "Vietnamese",
    "Indonesian", "Japanese", "Italian", "Korean", "Thai", "Polish", "Romanian",
    "Greek", "Czech", "Finnish", "Hindi", "Bulgarian", "Danish", "Hebrew", "Malay",
    "Persian", "Slovak", "Swedish", "Croatian", "Filipino", "Hungarian", "Norwegian",
    "Slovenian", "Catalan", "Nynorsk", "Tamil", "Afrikaans",
)  # fmt: skip
SAMPLE_RATES = ("8000", "16000", "22050", "32000", "44100", "48000")
VOICES: dict[str, tuple[Param, ...]] = {
    "aws": (),
    "azure": (
        text("api_key_ref"),
        text("deployment_id"),
        choice("effect", "eq_car", "eq_telecomhp8k"),
        choice("gender", "Male", "Female"),
        text("region"),
    ),
    "elevenlabs": (text("api_key_ref"),),
    "inworld": (choice("delivery_mode", "STABLE", "BALANCED", "CREATIVE"),),
    "minimax": (
        choice("language_boost", *MINIMAX_LANGUAGES, nullable=True),
        whole("pitch"),
        number("speed"),
        number("vol"),
    ),
    "resemble": (
        choice("format", "wav", "mp3"),
        choice("precision", "PCM_16", "PCM_24", "PCM_32", "MULAW"),
        choice("sample_rate", *SAMPLE_RATES),
    ),
    "rime": (number("voice_speed"),),
    "telnyx": (number("voice_speed", minimum=0.1, maximum=2.0),),
    "xai": (text("language"),),
}
"""The settings that each provider's voices have, by ``voice_settings.type``."""


SPEECH = (
    text("payload", required=True, max_length=3000),
    text("voice", required=True),
    unsimulated("language", "string", enum=LANGUAGES),
    choice("payload_type", "text", "ssml"),
    unsimulated("voice_settings", "object", variants=VOICES),
)
SERVICE_LEVEL = unsimulated("service_level", "string", enum=("basic", "premium"))
