"""One credential for each person, made on demand, and a token for nobody but them."""

from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from agents.models import Phone, Softphone
from phone.actions import delete_withdrawn, withdraw
from provider.client import telnyx
from tests.factories import make_phone, make_user

TOKEN, STATE = "/phone/token/", "/phone/state/"


def at_telnyx() -> list[str]:
    return sorted(one.id for one in telnyx().telephony_credentials.list())


def kept() -> list[str]:
    return sorted(Softphone.objects.values_list("credential_id", flat=True))


def test_first_page_makes_a_credential_and_the_next_uses_it(provider, page, ana):
    first, second = page.post(TOKEN), page.post(TOKEN)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["token"] != second.json()["token"]
    assert at_telnyx() == kept()
    [softphone] = Softphone.objects.all()
    assert softphone.address.startswith("sip:gencred")
    assert softphone.address.endswith("@sip.telnyx.com")


def test_every_person_has_a_credential_of_their_own_on_one_connection(
    provider, page, ana, cast
):
    other = Client()
    other.force_login(cast.sofia)
    page.post(TOKEN)
    other.post(TOKEN)
    assert len(kept()) == 2
    [connection] = telnyx().credential_connections.list()
    assert connection.sip_uri_calling_preference == "internal"


def test_page_is_told_where_to_sign_in(provider, page, ana, settings):
    settings.SOFTPHONE_GATEWAY = {"host": "ws://127.0.0.1:1/rtc", "iceServers": []}
    answer = page.post(TOKEN).json()
    assert answer["gateway"] == settings.SOFTPHONE_GATEWAY
    assert answer["lives_secs"] == 24 * 60 * 60


def test_what_telnyx_has_forgotten_is_made_anew(provider, page, ana):
    page.post(TOKEN)
    telnyx().telephony_credentials.delete(kept()[0])
    assert page.post(TOKEN).status_code == 200
    assert at_telnyx() == kept()


def test_second_page_at_the_same_moment_leaves_no_credential_behind(
    provider, page, ana, monkeypatch
):
    page.post(TOKEN)
    monkeypatch.setattr("phone.actions.credentials.softphone_of", lambda user_pk: None)
    assert page.post(TOKEN).status_code == 200
    assert at_telnyx() == kept()
    assert len(kept()) == 1


def test_who_is_rung_elsewhere_gets_none(provider, page, cast, ana):
    make_phone(cast.ana)
    answer = page.post(TOKEN)
    assert answer.status_code == 409
    assert "ana@sip.telnyx.com" in answer.json()["sentence"]
    assert page.post(STATE, {"state": "ready"}).status_code == 409
    assert at_telnyx() == []


def test_trouble_of_telnyx_is_said_in_words(provider, page, ana):
    provider.fail({"kind": "status", "operation": "*", "count": 20, "status": 503})
    answer = page.post(TOKEN)
    assert answer.status_code == 409
    assert "Telnyx" in answer.json()["sentence"]
    assert kept() == []


def test_credential_goes_with_the_account(provider, page, cast, ana):
    page.post(TOKEN)
    admin = Client()
    admin.force_login(make_user("second", Role.ADMIN))
    admin.post(f"/settings/people/{cast.ana.pk}/switch-off/")
    assert Softphone.objects.filter(withdrawn_at=None).count() == 0
    delete_withdrawn()
    assert at_telnyx() == kept() == []


def test_another_phone_takes_the_credential_away(provider, page, cast, ana):
    page.post(TOKEN)
    withdraw(cast.ana.pk, now=timezone.now())
    Phone.objects.create(user=cast.ana, address="+15550190001")
    delete_withdrawn()
    assert at_telnyx() == kept() == []


def test_what_telnyx_does_not_delete_now_is_deleted_later(provider, page, cast, ana):
    page.post(TOKEN)
    withdraw(cast.ana.pk, now=timezone.now())
    provider.fail({"kind": "status", "operation": "*", "count": 9, "status": 503})
    delete_withdrawn()
    assert len(kept()) == 1
    provider.fail()
    delete_withdrawn()
    assert at_telnyx() == kept() == []


def test_password_of_a_credential_is_kept_nowhere(provider, page, ana):
    page.post(TOKEN)
    [made] = telnyx().telephony_credentials.list()
    row = Softphone.objects.values().get()
    assert made.sip_password
    assert made.sip_password not in str(row)
