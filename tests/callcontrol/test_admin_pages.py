"""The pages on which an admin looks after applications and numbers, on the emulator."""

import html

import httpx
import pytest
from django.urls import reverse

from callcontrol import client as telnyx_client
from callcontrol import testcall
from callcontrol.door import WEBHOOK_PATH
from callcontrol.models import CallControlApplication, Command, PhoneNumber
from callcontrol.states import CommandState
from tests.factories import make_queue

pytestmark = pytest.mark.django_db

URL = "https://dashboard.example.org/webhooks/telnyx/"
FORM = {
    "name": "Main line",
    "webhook_url": URL,
    "first_command_timeout_secs": "30",
    "sip_subdomain_receive_settings": "from_anyone",
    "is_active": "on",
    "is_default": "on",
}


@pytest.fixture
def admin(cast, client):
    client.force_login(cast.adam)
    return client


@pytest.fixture
def record(provider, admin):
    """An application that was taken over from Telnyx."""
    take_over(admin, provider.connection_id)
    return CallControlApplication.objects.get()


def text(answer):
    return html.unescape(answer.content.decode())


def page(admin, name, *args):
    answer = admin.get(reverse(f"callcontrol:{name}", args=args))
    assert answer.status_code == 200
    return text(answer)


def take_over(admin, connection_id):
    return admin.post(
        reverse("callcontrol:take_over"), {"connection_id": connection_id}
    )


def change_at_telnyx(provider, **changes):
    provider.client.applications.update(
        provider.connection_id,
        **{
            "application_name": "Demo application",
            "webhook_event_url": "http://product/webhooks/telnyx/",
            **changes,
        },
    )


def test_an_application_of_telnyx_is_taken_over(provider, admin):
    assert "Not recorded here" in page(admin, "home")

    take_over(admin, provider.connection_id)

    record = CallControlApplication.objects.get()
    assert (record.connection_id, record.name) == (
        provider.connection_id,
        "Demo application",
    )
    assert record.is_default
    assert "As recorded" in page(admin, "home")


def test_an_application_is_created_at_telnyx_and_recorded(provider, admin, cast):
    answer = admin.post(reverse("callcontrol:create"), FORM)

    assert answer.status_code == 302
    record = CallControlApplication.objects.get()
    theirs = provider.client.applications.retrieve(record.connection_id)
    assert (theirs.application_name, theirs.webhook_event_url) == ("Main line", URL)
    assert (theirs.webhook_api_version, theirs.active) == ("2", True)
    command = Command.objects.get()
    assert (command.kind, command.state) == (
        "application.create",
        CommandState.CONFIRMED,
    )
    assert command.requested_by == cast.adam


def test_a_new_application_suggests_our_own_address(provider, admin, settings):
    settings.PUBLIC_URL = "https://dashboard.example.org"

    assert f'value="{URL}"' in page(admin, "create")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"webhook_url": "not an address"}, "Enter a valid URL."),
        ({"webhook_timeout_secs": "31"}, "less than or equal to 30"),
    ],
)
def test_a_wrong_form_says_so_at_the_field(provider, admin, changes, sentence):
    answer = admin.post(reverse("callcontrol:create"), {**FORM, **changes})

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert provider.commands("call_control_applications.create") == []


def test_what_telnyx_refuses_is_said_with_its_own_words(provider, admin):
    fault = {"kind": "status", "operation": "*", "status": 422, "code": "10015"}
    provider.fail(fault)

    answer = admin.post(reverse("callcontrol:create"), FORM)

    assert answer.status_code == 422
    assert "Telnyx did not accept one of the values." in text(answer)
    assert "10015" in text(answer)
    assert CallControlApplication.objects.count() == 0
    assert Command.objects.get().state == CommandState.FAILED


def test_an_application_is_changed_at_telnyx(provider, admin, record):
    answer = admin.post(
        reverse("callcontrol:edit", args=[record.pk]),
        {**FORM, "webhook_timeout_secs": "5", "inbound_channel_limit": "10"},
    )

    theirs = provider.client.applications.retrieve(record.connection_id)
    record.refresh_from_db()
    assert answer.status_code == 302
    assert (record.name, record.webhook_url) == ("Main line", URL)
    assert (theirs.webhook_timeout_secs, theirs.inbound["channel_limit"]) == (5, 10)


def test_the_form_starts_with_what_telnyx_has(provider, admin, record):
    change_at_telnyx(provider, webhook_timeout_secs=7)

    assert 'name="webhook_timeout_secs" value="7"' in page(admin, "edit", record.pk)


def test_without_telnyx_there_is_no_form_that_would_overwrite(provider, admin, record):
    provider.fail({"kind": "status", "operation": "*", "status": 503})

    answer = admin.get(reverse("callcontrol:edit", args=[record.pk]))

    assert answer.status_code == 302


def test_drift_is_shown_and_ours_is_restored(provider, admin, record):
    change_at_telnyx(provider, webhook_event_url="https://elsewhere.example.org/")
    shown = page(admin, "home")
    assert "Differs" in shown
    assert "at Telnyx “https://elsewhere.example.org/”" in shown

    admin.post(reverse("callcontrol:restore", args=[record.pk]))

    theirs = provider.client.applications.retrieve(record.connection_id)
    assert theirs.webhook_event_url == record.webhook_url
    assert "As recorded" in page(admin, "home")


def test_drift_is_shown_and_theirs_is_taken(provider, admin, record):
    change_at_telnyx(provider, application_name="Renamed there")

    take_over(admin, record.connection_id)

    record.refresh_from_db()
    assert (record.name, record.is_default) == ("Renamed there", True)


def test_an_application_in_version_1_differs(provider, admin, record):
    change_at_telnyx(provider, webhook_api_version="1")

    assert "Webhook API version: here “2”, at Telnyx “1”" in page(
        admin, "home"
    ).replace("<b>", "").replace("</b>", "")


def test_an_application_that_is_gone_is_missing(provider, admin, record):
    for number in provider.client.phone_numbers.list():
        provider.client.phone_numbers.update(number.id, connection_id="")
    provider.client.applications.delete(record.connection_id)

    assert "Missing at Telnyx" in page(admin, "home")


def test_when_telnyx_cannot_be_asked_nothing_is_said_to_be_missing(
    provider, admin, record
):
    provider.fail({"kind": "timeout_before", "operation": "*"})

    shown = page(admin, "home")

    assert "Telnyx could not be asked" in shown
    assert "Missing at Telnyx" not in shown


def test_an_application_is_deleted(provider, admin, record):
    for number in provider.client.phone_numbers.list():
        provider.client.phone_numbers.update(number.id, connection_id="")

    admin.post(reverse("callcontrol:delete", args=[record.pk]))

    assert CallControlApplication.objects.count() == 0
    assert list(provider.client.applications.list()) == []


def test_numbers_are_fetched_and_pointed(provider, admin, record):
    admin.post(reverse("callcontrol:create"), {**FORM, "is_default": ""})
    other = CallControlApplication.objects.get(name="Main line")

    admin.post(reverse("callcontrol:fetch_numbers"))
    number = PhoneNumber.objects.get(number="+15550100100")
    assert number.application == record
    admin.post(
        reverse("callcontrol:point_number", args=[number.pk]),
        {"application": other.pk},
    )

    number.refresh_from_db()
    (theirs,) = provider.client.phone_numbers.list(phone_number="+15550100100")
    assert (number.application, theirs.connection_id) == (other, other.connection_id)
    assert "+1 555 010 0100" in page(admin, "numbers")


def test_a_number_is_not_pointed_at_nothing(provider, admin, record):
    admin.post(reverse("callcontrol:fetch_numbers"))
    number = PhoneNumber.objects.first()

    answer = admin.post(
        reverse("callcontrol:point_number", args=[number.pk]),
        {"application": ""},
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 422
    assert "Choose an application." in text(answer)


@pytest.fixture
def emulated(provider, settings, monkeypatch):
    """Test calls reach the emulator of this process."""
    settings.TELNYX_IS_EMULATED = True
    settings.TELNYX_BASE_URL = "http://emulator/v2"
    place = testcall.place
    monkeypatch.setattr(
        testcall, "place", lambda record: place(record, transport=provider.transport)
    )


def test_a_test_calls_one_of_the_applications_numbers(
    provider, admin, record, emulated
):
    admin.post(reverse("callcontrol:fetch_numbers"))

    answer = admin.post(
        reverse("callcontrol:send_test", args=[record.pk]),
        headers={"HX-Request": "true"},
    )
    provider.emulator.advance(1)

    assert "Somebody calls +15550100100 now." in text(answer)
    assert b"call.initiated" in provider.webhooks[0][1]


def test_a_test_without_a_number_says_what_to_do(provider, admin, record, emulated):
    answer = admin.post(
        reverse("callcontrol:send_test", args=[record.pk]),
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 409
    assert "Point a phone number at this application first." in text(answer)


def test_with_telnyx_itself_a_person_has_to_call(provider, admin, record, settings):
    settings.TELNYX_IS_EMULATED = False
    admin.post(reverse("callcontrol:fetch_numbers"))

    answer = admin.post(
        reverse("callcontrol:send_test", args=[record.pk]),
        headers={"HX-Request": "true"},
    )

    assert "Call +15550100100 from any phone" in text(answer)


def test_an_emulator_that_is_away_is_named(provider, admin, record, settings):
    def refuse(_):
        raise httpx.ConnectError("refused")

    settings.TELNYX_IS_EMULATED = True
    number = PhoneNumber.objects.create(number="+15550100100", application=record)

    with pytest.raises(testcall.Refused, match="does not answer"):
        testcall.place(number.application, transport=httpx.MockTransport(refuse))


@pytest.mark.usefixtures("telnyx_key")
def test_the_setup_leads_from_nothing_to_the_first_call(
    provider, admin, settings, emulated
):
    settings.PUBLIC_URL = "http://product"
    shown = page(admin, "setup")
    assert "Telnyx accepts the API key." in shown
    assert "Webhooks can be verified." in shown
    assert "Create an application, or take over one" in shown

    take_over(admin, provider.connection_id)
    assert "sends its events here." in page(admin, "setup")
    assert "Point a phone number at the application" in page(admin, "setup")

    admin.post(reverse("callcontrol:fetch_numbers"))
    assert "+15550100100 rings here." in page(admin, "setup")
    assert "No call has come in yet." in page(admin, "setup")


def test_the_setup_names_a_key_that_telnyx_refuses(provider, admin):
    telnyx_client.configure("KEY_WRONG", "http://emulator/v2", provider.transport)

    assert "did not accept the API key. Telnyx said: 10009" in page(admin, "setup")


def test_the_setup_names_a_missing_public_key(provider, admin, settings):
    settings.TELNYX_PUBLIC_KEYS = []

    assert "No public key to check webhooks with is set." in page(admin, "setup")


def test_the_setup_names_an_application_that_sends_elsewhere(
    provider, admin, record, settings
):
    settings.PUBLIC_URL = "https://dashboard.example.org"

    assert (
        "sends its events to http://product/webhooks/telnyx/ instead of"
        f" https://dashboard.example.org{WEBHOOK_PATH}." in page(admin, "setup")
    )


def test_a_number_is_let_feed_a_queue_and_none(provider, admin, record):
    queue = make_queue("Billing")
    admin.post(reverse("callcontrol:fetch_numbers"))
    number = PhoneNumber.objects.get(number="+15550100100")

    admin.post(reverse("queues:route", args=[number.pk]), {"queue": queue.pk})
    assert queue.routes.get().phone_number == number
    assert f'<option value="{queue.pk}" selected>Billing' in page(admin, "numbers")

    admin.post(reverse("queues:route", args=[number.pk]), {"queue": ""})
    assert not queue.routes.exists()
