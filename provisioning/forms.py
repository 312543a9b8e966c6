from typing import Any

from django import forms
from django.conf import settings

from callcontrol.states import EventState
from database.naming import name_trouble
from provider.addresses import why_unreachable
from provider.client.params.account import ApplicationParams
from provider.client.results import Application
from provisioning.drift import API_VERSION
from provisioning.models import CallControlApplication
from provisioning.queries import EventFilter
from ui.forms import PlainForm

# Nobody has as many lines; a larger number is a slip of the finger.
MOST_CALLS = 10_000

RECEIVE_FROM = (
    ("only_my_connections", "only my own connections"),
    ("from_anyone", "anyone"),
)
RECEIVE_BY_DEFAULT = "from_anyone"


def _web_address(label: str, *, required: bool, help_text: str) -> forms.URLField:
    return forms.URLField(
        label=label,
        required=required,
        max_length=500,
        assume_scheme="https",
        help_text=help_text,
    )


def _number() -> forms.TextInput:
    """A browser does not send what it cannot read as a number: it would be lost."""
    return forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})


def reachable(url: str) -> str:
    """Return an address that Telnyx can reach; the emulator reaches every one.

    Raises ValidationError.
    """
    why_not = "" if settings.TELNYX_IS_EMULATED or not url else why_unreachable(url)
    if why_not:
        raise forms.ValidationError(f"Telnyx cannot reach this: {why_not}")
    return url


def _choices() -> forms.Select:
    return forms.Select({"class": "form-select"})


class ApplicationForm(PlainForm, forms.Form):
    """The settings of a call control application that matter to this product."""

    name = forms.CharField(label="Name", max_length=120)
    webhook_url = _web_address(
        "Webhook URL", required=True, help_text="Telnyx sends call events here."
    )
    webhook_failover_url = _web_address(
        "Failover URL",
        required=False,
        help_text="Tried when the first one does not answer; another process is best.",
    )
    webhook_timeout_secs = forms.IntegerField(
        label="Webhook timeout, seconds",
        required=False,
        min_value=0,
        max_value=30,
        widget=_number(),
        help_text="Empty for Telnyx's default of two seconds.",
    )
    first_command_timeout = forms.BooleanField(
        label="Hang up when no command follows a new call",
        required=False,
        help_text="Off, a call that nobody answers rings until the caller gives up.",
    )
    first_command_timeout_secs = forms.IntegerField(
        label="… after seconds",
        min_value=1,
        max_value=600,
        initial=30,
        widget=_number(),
    )
    inbound_channel_limit = forms.IntegerField(
        label="Most incoming calls at a time",
        required=False,
        min_value=1,
        max_value=MOST_CALLS,
        widget=_number(),
        help_text="Empty for no limit.",
    )
    sip_subdomain = forms.SlugField(
        label="SIP subdomain",
        required=False,
        max_length=60,
        help_text="“desk” also takes calls to anything@desk.sip.telnyx.com.",
    )
    sip_subdomain_receive_settings = forms.ChoiceField(
        label="Calls to the subdomain from",
        choices=RECEIVE_FROM,
        required=False,
        initial=RECEIVE_BY_DEFAULT,
        widget=_choices(),
    )
    outbound_channel_limit = forms.IntegerField(
        label="Most outgoing calls at a time",
        required=False,
        min_value=1,
        max_value=MOST_CALLS,
        widget=_number(),
        help_text="Empty for no limit.",
    )
    outbound_voice_profile_id = forms.CharField(
        label="Outbound voice profile",
        required=False,
        max_length=40,
        help_text="Its id at Telnyx; needed to dial telephone numbers.",
    )
    is_active = forms.BooleanField(label="Active", required=False, initial=True)
    is_default = forms.BooleanField(
        label="Dial agents and guests from this application", required=False
    )

    def __init__(
        self,
        *args: Any,
        record: CallControlApplication | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.record = record

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        but = self.record.pk if self.record else None
        if trouble := name_trouble(CallControlApplication, name, but=but):
            raise forms.ValidationError(trouble)
        return name

    def clean_webhook_url(self) -> str:
        return reachable(self.cleaned_data["webhook_url"])

    def clean_webhook_failover_url(self) -> str:
        return reachable(self.cleaned_data["webhook_failover_url"])

    def params(self) -> ApplicationParams:
        """Return what the valid form says, in Telnyx's words."""
        said: dict[str, Any] = self.cleaned_data
        return {
            "application_name": said["name"],
            "webhook_event_url": said["webhook_url"],
            "webhook_event_failover_url": said["webhook_failover_url"],
            "webhook_api_version": API_VERSION,
            "webhook_timeout_secs": said["webhook_timeout_secs"],
            "first_command_timeout": said["first_command_timeout"],
            "first_command_timeout_secs": said["first_command_timeout_secs"],
            "active": said["is_active"],
            "inbound": {
                "channel_limit": said["inbound_channel_limit"],
                "sip_subdomain": said["sip_subdomain"] or None,
                "sip_subdomain_receive_settings": said["sip_subdomain_receive_settings"]
                or RECEIVE_BY_DEFAULT,
            },
            "outbound": {
                "channel_limit": said["outbound_channel_limit"],
                # Left out, the one before would stay.
                "outbound_voice_profile_id": said["outbound_voice_profile_id"] or None,
            },
        }


def initial_of(
    record: CallControlApplication, application: Application
) -> dict[str, Any]:
    """Return what the form starts with: our record, and Telnyx's for the rest."""
    inbound, outbound = application.inbound, application.outbound
    return {
        "name": record.name,
        "webhook_url": record.webhook_url,
        "webhook_failover_url": record.webhook_failover_url,
        "is_active": record.is_active,
        "is_default": record.is_default,
        "webhook_timeout_secs": application.webhook_timeout_secs,
        "first_command_timeout": application.first_command_timeout,
        "first_command_timeout_secs": application.first_command_timeout_secs or 30,
        "inbound_channel_limit": inbound.get("channel_limit"),
        "sip_subdomain": inbound.get("sip_subdomain"),
        "sip_subdomain_receive_settings": inbound.get("sip_subdomain_receive_settings")
        or RECEIVE_BY_DEFAULT,
        "outbound_channel_limit": outbound.get("channel_limit"),
        "outbound_voice_profile_id": outbound.get("outbound_voice_profile_id"),
    }


class PointForm(PlainForm, forms.Form):
    application = forms.ModelChoiceField(
        CallControlApplication.objects.all(),
        error_messages={"invalid_choice": "This application does not exist any more."},
    )


class EventFilterForm(PlainForm, forms.Form):
    event_type = forms.CharField(label="Type", required=False, max_length=80)
    state = forms.ChoiceField(
        label="Outcome",
        required=False,
        choices=[("", "Any outcome"), *EventState.choices],
        widget=_choices(),
    )
    about = forms.CharField(
        label="Leg, session, room or event", required=False, max_length=200
    )
    before = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )

    def wanted(self) -> EventFilter:
        """Return the filter; what cannot be understood does not restrict."""
        self.full_clean()
        said = self.cleaned_data
        return EventFilter(
            event_type=said.get("event_type", ""),
            state=said.get("state", ""),
            about=said.get("about", "").strip(),
        )
