"""What the audit tells of applications and phone numbers."""

from audit.changes import Value
from audit.subjects import Subject, fields_of, words
from provider.shapes import mapping
from provisioning.models import CallControlApplication, PhoneNumber

APPLICATION_FIELDS = (
    "name",
    "webhook_url",
    "webhook_failover_url",
    "is_active",
    "is_default",
)
# Where the form's other fields are kept: group, empty for none, and Telnyx's name.
SETTINGS = {
    "webhook_timeout_secs": ("", "webhook_timeout_secs"),
    "first_command_timeout": ("", "first_command_timeout"),
    "first_command_timeout_secs": ("", "first_command_timeout_secs"),
    "inbound_channel_limit": ("inbound", "channel_limit"),
    "sip_subdomain": ("inbound", "sip_subdomain"),
    "sip_subdomain_receive_settings": ("inbound", "sip_subdomain_receive_settings"),
    "outbound_channel_limit": ("outbound", "channel_limit"),
    "outbound_voice_profile_id": ("outbound", "outbound_voice_profile_id"),
}


def _application(record: CallControlApplication) -> dict[str, Value]:
    kept = mapping(record.settings)
    said: dict[str, Value] = {}
    for name, (group, theirs) in SETTINGS.items():
        place = mapping(kept.get(group)) if group else kept
        said[name] = words(place.get(theirs))
    return fields_of(record, APPLICATION_FIELDS, **said)


def _number(number: PhoneNumber) -> dict[str, Value]:
    application = number.application
    return fields_of(
        number,
        ("is_in_account",),
        application=application.name if application else "",
    )


APPLICATION = Subject(
    kind="application",
    label="Application",
    model=CallControlApplication,
    values=_application,
    labels={
        "name": "name",
        "webhook_url": "webhook URL",
        "webhook_failover_url": "failover URL",
        "is_active": "active",
        "is_default": "dials agents and guests",
        "webhook_timeout_secs": "webhook timeout, seconds",
        "first_command_timeout": "hang up when no command follows a new call",
        "first_command_timeout_secs": "… after seconds",
        "inbound_channel_limit": "most incoming calls at a time",
        "sip_subdomain": "SIP subdomain",
        "sip_subdomain_receive_settings": "calls to the subdomain from",
        "outbound_channel_limit": "most outgoing calls at a time",
        "outbound_voice_profile_id": "outbound voice profile",
    },
)
NUMBER = Subject(
    kind="number",
    label="Phone number",
    model=PhoneNumber,
    values=_number,
    labels={"application": "rings at", "is_in_account": "in the account at Telnyx"},
    related=("application",),
)
