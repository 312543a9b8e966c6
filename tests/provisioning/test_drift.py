"""Every setting that was saved is compared with Telnyx's and can be restored."""

import pytest
from django.urls import reverse

from provisioning.models import CallControlApplication
from tests.provisioning.pages import change_at_telnyx, page

pytestmark = pytest.mark.django_db

URL = "https://dashboard.example.org/webhooks/telnyx/"
FORM = {
    "name": "Demo application",
    "webhook_url": URL,
    "webhook_timeout_secs": "5",
    "first_command_timeout": "on",
    "first_command_timeout_secs": "40",
    "inbound_channel_limit": "10",
    "sip_subdomain": "desk",
    "sip_subdomain_receive_settings": "only_my_connections",
    "outbound_channel_limit": "20",
    "outbound_voice_profile_id": "1293384261075731499",
    "is_active": "on",
}


@pytest.fixture
def saved(record, admin):
    save(admin, record)
    return record


def save(admin, record, **changes):
    url = reverse("provisioning:edit", args=[record.pk])
    assert admin.post(url, {**FORM, **changes}).status_code == 302
    record.refresh_from_db()


def at_telnyx(provider):
    return provider.client.applications.retrieve(provider.connection_id)


def test_what_was_saved_does_not_differ(admin, saved):
    assert "As recorded" in page(admin, "home")


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        (
            {"webhook_timeout_secs": 9},
            "Webhook timeout, seconds: here “5”, at Telnyx “9”",
        ),
        (
            {"webhook_timeout_secs": None},
            "Webhook timeout, seconds: here “5”, at Telnyx “nothing”",
        ),
        (
            {"first_command_timeout": False},
            "Hang up when no command follows a new call: here “yes”, at Telnyx “no”",
        ),
        (
            {"first_command_timeout_secs": 7},
            "Hang up after seconds: here “40”, at Telnyx “7”",
        ),
        (
            {"inbound": {"channel_limit": 3}},
            "Most incoming calls at a time: here “10”, at Telnyx “3”",
        ),
        (
            {"inbound": {"sip_subdomain": None}},
            "SIP subdomain: here “desk”, at Telnyx “nothing”",
        ),
        (
            {"inbound": {"sip_subdomain_receive_settings": "from_anyone"}},
            "Calls to the subdomain from: here “only_my_connections”,"
            " at Telnyx “from_anyone”",
        ),
        (
            {"outbound": {"channel_limit": None}},
            "Most outgoing calls at a time: here “20”, at Telnyx “nothing”",
        ),
        (
            {"outbound": {"outbound_voice_profile_id": "7"}},
            "Outbound voice profile: here “1293384261075731499”, at Telnyx “7”",
        ),
    ],
)
def test_a_setting_that_changed_there_is_shown_and_restored(
    provider, admin, saved, changes, shown
):
    before = at_telnyx(provider)
    change_at_telnyx(provider, webhook_event_url=URL, **changes)
    assert shown in page(admin, "home").replace("<b>", "").replace("</b>", "")

    admin.post(reverse("provisioning:restore", args=[saved.pk]))

    after = at_telnyx(provider)
    for name in ("webhook_timeout_secs", "first_command_timeout"):
        assert getattr(after, name) == getattr(before, name)
    assert after.first_command_timeout_secs == before.first_command_timeout_secs
    assert (after.inbound, after.outbound) == (before.inbound, before.outbound)
    assert "As recorded" in page(admin, "home")


def test_what_is_emptied_is_cleared_at_telnyx(provider, admin, saved):
    empty = {"outbound_voice_profile_id": "", "outbound_channel_limit": ""}

    save(admin, saved, **empty)

    outbound = at_telnyx(provider).outbound
    assert outbound["outbound_voice_profile_id"] is None
    assert outbound["channel_limit"] is None
    assert "As recorded" in page(admin, "home")


def test_a_record_without_settings_leaves_those_of_telnyx(provider, admin, saved):
    CallControlApplication.objects.update(settings={})
    assert "As recorded" in page(admin, "home")

    admin.post(reverse("provisioning:restore", args=[saved.pk]))

    assert at_telnyx(provider).webhook_timeout_secs == 5
