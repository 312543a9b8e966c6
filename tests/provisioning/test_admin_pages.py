"""The pages on which an admin looks after applications and numbers, on the emulator."""

import httpx
import pytest
from django.urls import reverse

from callcontrol.models import Command
from callcontrol.states import CommandState
from provider import client
from provisioning.models import CallControlApplication, PhoneNumber
from tests.factories import make_queue
from tests.provisioning.pages import change_at_telnyx, page, take_over, text

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
    answer = admin.post(reverse("provisioning:create"), FORM)

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


def test_a_new_application_takes_calls_from_anyone_as_telnyx_does(provider, admin):
    assert 'value="from_anyone" selected' in page(admin, "create")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "This must not stay empty."),
        ({"name": "\u2800"}, "Write a name that can be seen."),
        ({"webhook_url": "not an address"}, "Write an address that begins with"),
        ({"webhook_timeout_secs": "31"}, "Between 0 and 30."),
        ({"outbound_channel_limit": "9" * 30}, "Between 1 and 10000."),
        ({"sip_subdomain": "bad sub_domain!"}, "Use letters without accents"),
    ],
)
def test_a_wrong_form_says_so_at_the_field(provider, admin, changes, sentence):
    answer = admin.post(reverse("provisioning:create"), {**FORM, **changes})

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert provider.commands("call_control_applications.create") == []


@pytest.mark.parametrize("field", ["webhook_url", "webhook_failover_url"])
def test_an_address_that_telnyx_cannot_reach_is_refused(
    provider, admin, settings, field
):
    settings.TELNYX_IS_EMULATED = False

    answer = admin.post(
        reverse("provisioning:create"), {**FORM, field: "http://10.0.0.1/x"}
    )

    assert answer.status_code == 422
    sentence = "Telnyx cannot reach this: 10.0.0.1 is not an address of the internet."
    assert sentence in text(answer)
    assert 'value="http://10.0.0.1/x"' in text(answer)
    assert provider.commands("call_control_applications.create") == []


def test_two_applications_have_two_names(provider, admin, record):
    answer = admin.post(
        reverse("provisioning:create"), {**FORM, "name": record.name.upper()}
    )

    assert answer.status_code == 422
    assert f"{record.name} exists already;" in text(answer)
    assert provider.commands("call_control_applications.create") == []
    kept = {**FORM, "name": record.name.upper()}
    address = reverse("provisioning:edit", args=[record.pk])
    assert admin.post(address, kept).status_code == 302


def test_one_of_telnyx_under_a_name_that_is_recorded_is_not_taken_over(
    provider, admin, record
):
    twin = provider.client.applications.create(
        application_name=record.name.upper(),
        webhook_event_url=URL,
        webhook_api_version="2",
    )

    take_over(admin, twin.id)

    assert "Give one of the two another name at Telnyx first." in page(admin, "home")
    assert CallControlApplication.objects.get() == record


def test_what_telnyx_refuses_is_said_with_its_own_words(provider, admin):
    fault = {"kind": "status", "operation": "*", "status": 422, "code": "10015"}
    provider.fail(fault)

    answer = admin.post(reverse("provisioning:create"), FORM)

    assert answer.status_code == 422
    assert "<div>Telnyx did not accept one of the values.<details>" in text(answer)
    assert "<summary>What Telnyx said</summary><code>10015 " in text(answer)
    assert CallControlApplication.objects.count() == 0
    command = Command.objects.get()
    assert command.state == CommandState.FAILED
    assert (command.error_code, command.http_status) == ("10015", 422)


def test_an_application_is_changed_at_telnyx(provider, admin, record):
    answer = admin.post(
        reverse("provisioning:edit", args=[record.pk]),
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

    answer = admin.get(reverse("provisioning:edit", args=[record.pk]))

    assert answer.status_code == 302


def test_drift_is_shown_and_ours_is_restored(provider, admin, record):
    change_at_telnyx(provider, webhook_event_url="https://elsewhere.example.org/")
    shown = page(admin, "home")
    assert "Differs" in shown
    assert "at Telnyx “https://elsewhere.example.org/”" in shown

    admin.post(reverse("provisioning:restore", args=[record.pk]))

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

    shown = page(admin, "home")
    assert "Missing at Telnyx" in shown
    assert f'href="{reverse("provisioning:edit", args=[record.pk])}"' not in shown
    assert "Remove the record" in shown

    admin.post(reverse("provisioning:delete", args=[record.pk]))

    assert CallControlApplication.objects.count() == 0
    assert Command.objects.latest("requested_at").state == CommandState.CONFIRMED


def test_an_answer_that_is_not_of_telnyx_removes_no_record(provider, admin, record):
    nowhere = httpx.MockTransport(lambda _: httpx.Response(404, text="no such page"))
    client.configure("KEY", "http://api/v2", nowhere)

    admin.post(reverse("provisioning:delete", args=[record.pk]))

    assert CallControlApplication.objects.get() == record


def test_when_telnyx_cannot_be_asked_nothing_is_said_to_be_missing(
    provider, admin, record
):
    provider.fail({"kind": "timeout_before", "operation": "*"})

    shown = page(admin, "home")

    assert "Telnyx could not be asked" in shown
    assert "Missing at Telnyx" not in shown
    assert "As recorded" not in shown
    assert "Not checked" in shown


def test_an_application_is_deleted(provider, admin, record):
    for number in provider.client.phone_numbers.list():
        provider.client.phone_numbers.update(number.id, connection_id="")

    admin.post(reverse("provisioning:delete", args=[record.pk]))

    assert CallControlApplication.objects.count() == 0
    assert list(provider.client.applications.list()) == []


def test_numbers_are_fetched_and_pointed(provider, admin, record):
    admin.post(reverse("provisioning:create"), {**FORM, "is_default": ""})
    other = CallControlApplication.objects.get(name="Main line")

    admin.post(reverse("provisioning:fetch_numbers"))
    number = PhoneNumber.objects.get(number="+15550100100")
    assert number.application == record
    admin.post(
        reverse("provisioning:point_number", args=[number.pk]),
        {"application": other.pk},
    )

    number.refresh_from_db()
    (theirs,) = provider.client.phone_numbers.list(phone_number="+15550100100")
    assert (number.application, theirs.connection_id) == (other, other.connection_id)
    assert "+1 555 010 0100" in page(admin, "numbers")


def test_a_number_is_not_pointed_at_nothing(provider, admin, record):
    admin.post(reverse("provisioning:fetch_numbers"))
    number = PhoneNumber.objects.first()

    answer = admin.post(
        reverse("provisioning:point_number", args=[number.pk]),
        {"application": ""},
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 422
    assert "Choose an application." in text(answer)


def test_a_number_is_let_feed_a_queue_and_none(provider, admin, record):
    queue = make_queue("Billing")
    admin.post(reverse("provisioning:fetch_numbers"))
    number = PhoneNumber.objects.get(number="+15550100100")

    admin.post(reverse("queues:route", args=[number.pk]), {"queue": queue.pk})
    assert queue.routes.get().phone_number == number
    assert f'<option value="{queue.pk}" selected>Billing' in page(admin, "numbers")

    admin.post(reverse("queues:route", args=[number.pk]), {"queue": ""})
    assert not queue.routes.exists()


def test_an_unknown_application_cannot_be_taken_over(provider, admin):
    answer = admin.post(
        reverse("provisioning:take_over"),
        {"connection_id": "404"},
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 409
    assert "Telnyx does not know it any more." in text(answer)


def test_the_last_webhook_of_an_application_is_polled(provider, admin, record):
    assert "No webhook of this application" in page(admin, "last_webhook", record.pk)


def test_numbers_cannot_be_fetched_without_telnyx(provider, admin):
    provider.fail({"kind": "status", "operation": "*", "status": 503})

    answer = admin.post(
        reverse("provisioning:fetch_numbers"), headers={"HX-Request": "true"}
    )

    assert answer.status_code == 409
    assert "Telnyx did not answer" in text(answer)


def test_the_wish_for_another_default_takes_it_from_the_first(provider, admin, record):
    admin.post(reverse("provisioning:create"), FORM)

    record.refresh_from_db()
    assert not record.is_default
    assert CallControlApplication.objects.get(is_default=True).name == "Main line"
