"""Where an application at Telnyx differs from our record of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from provider.client.params.account import ApplicationParams
from provider.client.results import Application
from provider.shapes import Json, mapping
from provisioning.models import CallControlApplication

# Everything in this product reads version 2; Telnyx's default is "1".
API_VERSION: Final = "2"

# What is kept in one column, in Telnyx's words, and what the form calls it.
_LABELS: Final = {
    "webhook_timeout_secs": "Webhook timeout, seconds",
    "first_command_timeout": "Hang up when no command follows a new call",
    "first_command_timeout_secs": "Hang up after seconds",
}
_INBOUND: Final = {
    "channel_limit": "Most incoming calls at a time",
    "sip_subdomain": "SIP subdomain",
    "sip_subdomain_receive_settings": "Calls to the subdomain from",
}
_OUTBOUND: Final = {
    "channel_limit": "Most outgoing calls at a time",
    "outbound_voice_profile_id": "Outbound voice profile",
}
_GROUPS: Final = {"inbound": _INBOUND, "outbound": _OUTBOUND}
# Telnyx takes null for the others: no limit, no subdomain, no profile.
_NEVER_NULL: Final = frozenset(
    {"first_command_timeout_secs", "sip_subdomain_receive_settings"}
)


@dataclass(frozen=True)
class Difference:
    label: str
    ours: str
    theirs: str


def settings_of(application: Application) -> dict[str, Any]:
    """Return the settings to keep beside a record's columns, as Telnyx nests them."""
    inbound, outbound = application.inbound, application.outbound
    return {
        **{name: getattr(application, name) for name in _LABELS},
        "inbound": {name: inbound.get(name) or None for name in _INBOUND},
        "outbound": {name: outbound.get(name) or None for name in _OUTBOUND},
    }


def params_of(record: CallControlApplication) -> ApplicationParams:
    """Return all that our record says, in Telnyx's words.

    A record that is older than the column of settings leaves Telnyx's as they are.
    """
    return {
        "application_name": record.name,
        "webhook_event_url": record.webhook_url,
        "webhook_event_failover_url": record.webhook_failover_url,
        "active": record.is_active,
        "webhook_api_version": API_VERSION,
        **_sayable(record.settings),  # type: ignore[typeddict-item]
    }


def differences(
    record: CallControlApplication, application: Application
) -> list[Difference]:
    """Compare field by field; an empty list means no drift."""
    pairs = (
        ("Name", record.name, application.application_name),
        ("Webhook URL", record.webhook_url, application.webhook_event_url),
        (
            "Failover URL",
            record.webhook_failover_url,
            application.webhook_event_failover_url,
        ),
        ("Active", record.is_active, application.active),
        ("Webhook API version", API_VERSION, application.webhook_api_version),
        *_pairs(record.settings, settings_of(application)),
    )
    return [
        Difference(label, _shown(ours), _shown(theirs))
        for label, ours, theirs in pairs
        if ours != theirs
    ]


def _pairs(ours: Json, theirs: Json) -> Iterator[tuple[str, object, object]]:
    """Yield label, ours and theirs of every setting that was ever kept."""
    for name, label in _LABELS.items():
        if name in ours:
            yield label, ours[name], theirs[name]
    for group, labels in _GROUPS.items():
        kept = mapping(ours.get(group))
        for name, label in labels.items():
            if name in kept:
                yield label, kept[name], theirs[group][name]


def _sayable(settings: Json) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name, value in settings.items():
        if isinstance(value, dict):
            said[name] = _sayable(value)
        elif value is not None or name not in _NEVER_NULL:
            said[name] = value
    return said


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value is None else str(value)
