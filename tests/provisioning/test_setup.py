"""From an API key to the first call, and what is said when a step fails."""

import httpx
import pytest
from django.urls import reverse

from callcontrol.door import WEBHOOK_PATH
from provider import client as telnyx_client
from provisioning import testcall
from provisioning.models import CallControlApplication, PhoneNumber
from queues.actions.administration import route_number
from tests.factories import make_queue
from tests.provisioning.pages import change_at_telnyx, page, take_over, text

pytestmark = pytest.mark.django_db


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
    admin.post(reverse("provisioning:fetch_numbers"))

    answer = admin.post(
        reverse("provisioning:send_test", args=[record.pk]),
        headers={"HX-Request": "true"},
    )
    provider.emulator.advance(1)

    assert "Somebody calls +1 555 010 0100 now, is answered" in text(answer)
    assert b"call.initiated" in provider.webhooks[0][1]


def test_a_test_without_a_number_says_what_to_do(provider, admin, record, emulated):
    answer = admin.post(
        reverse("provisioning:send_test", args=[record.pk]),
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 409
    assert "Point a phone number at this application first." in text(answer)


def test_with_telnyx_itself_a_person_has_to_call(provider, admin, record, settings):
    settings.TELNYX_IS_EMULATED = False
    admin.post(reverse("provisioning:fetch_numbers"))

    answer = admin.post(
        reverse("provisioning:send_test", args=[record.pk]),
        headers={"HX-Request": "true"},
    )

    assert "Call +1 555 010 0100 from any phone" in text(answer)


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
    assert "Create an application, or record one of Telnyx" in shown

    take_over(admin, provider.connection_id)
    assert "sends its events here." in page(admin, "setup")
    assert "rings here, but feeds no queue." in page(admin, "setup")

    admin.post(reverse("provisioning:fetch_numbers"))
    number = PhoneNumber.objects.get(number="+15550100100")
    route_number(number, make_queue("Billing"))
    assert "+1 555 010 0100 rings here and feeds a queue." in page(admin, "setup")
    assert "No call has come in yet." in page(admin, "setup")


def test_the_setup_names_a_key_that_telnyx_refuses(provider, admin):
    telnyx_client.configure("KEY_WRONG", "http://emulator/v2", provider.transport)

    shown = page(admin, "setup")
    assert "Set TELNYX_API_KEY. Telnyx did not accept the API key.</p>" in shown
    assert "<summary>What Telnyx said</summary><code>10009 " in shown


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"status": 503}, "Telnyx has trouble of its own. Try again in a moment."),
        ({"status": 429}, "Too many requests at once; try again in a moment."),
    ],
)
def test_the_setup_does_not_blame_the_key_for_trouble(provider, admin, fault, sentence):
    provider.fail({"kind": "status", "operation": "*", **fault})

    shown = page(admin, "setup")
    assert f"The API key could not be checked. {sentence}" in shown
    assert "Set TELNYX_API_KEY" not in shown


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


def test_the_setup_names_what_is_wrong_with_the_application(
    provider, admin, record, settings
):
    settings.PUBLIC_URL = "http://product"
    change_at_telnyx(provider, active=False)
    assert "Demo application is not active at Telnyx." in page(admin, "setup")

    change_at_telnyx(provider, webhook_api_version="1", active=True)
    assert "sends webhooks in version 1." in page(admin, "setup")

    CallControlApplication.objects.update(connection_id="404")
    assert "does not exist at Telnyx any more." in page(admin, "setup")

    provider.fail({"kind": "status", "operation": "*", "status": 503})
    assert "Telnyx could not be asked about it." in page(admin, "setup")


def test_an_emulator_that_refuses_a_call_is_quoted(settings, provider, record):
    settings.TELNYX_IS_EMULATED = True
    settings.TELNYX_BASE_URL = "http://emulator/v2"
    PhoneNumber.objects.create(number="+15559999999", application=record)

    with pytest.raises(testcall.Refused, match="no phone number"):
        testcall.place(record, transport=provider.transport)
