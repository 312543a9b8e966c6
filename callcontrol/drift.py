"""Where an application at Telnyx differs from our record of it."""

from dataclasses import dataclass
from typing import Final

from callcontrol.client.results import Application
from callcontrol.models import CallControlApplication

# Everything in this product reads version 2; Telnyx's default is "1".
API_VERSION: Final = "2"


@dataclass(frozen=True)
class Difference:
    label: str
    ours: str
    theirs: str


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
        ("Active", _yes_or_no(record.is_active), _yes_or_no(application.active)),
        ("Webhook API version", API_VERSION, application.webhook_api_version),
    )
    return [
        Difference(label, ours, theirs)
        for label, ours, theirs in pairs
        if ours != theirs
    ]


def _yes_or_no(is_so: bool) -> str:
    return "yes" if is_so else "no"
