"""Single sign-on with a provider of OpenID Connect that runs as a process of its own."""

import sys
import urllib.parse
import uuid
from collections.abc import Iterator

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.test import Client

from accounts.models import Team
from accounts.states import Role
from people import actions
from people.actions.signing_on import NO_EMAIL, NO_GROUP
from people.single_sign_on import CANCELLED, FAILED
from tests.people.pages import text
from tests.support.processes import Process, free_port

BEGIN = "/accounts/oidc/sso/login/"


@pytest.fixture(scope="module")
def provider(tmp_path_factory) -> Iterator[str]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock"]
    log = tmp_path_factory.mktemp("oidc") / "provider.log"
    with Process([*command, "--port", str(port)], log=log) as process:
        process.wait_until(lambda: answers(url), 30)
        yield url


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/.well-known/openid-configuration").is_success
    except httpx.TransportError:
        return False


@pytest.fixture(autouse=True)
def _site(settings, provider):
    set_up(settings, provider)


def set_up(settings, url: str) -> None:
    app = {
        "provider_id": "sso",
        "name": "Example login",
        "client_id": "contact-center",
        "secret": "only in this test",
        "settings": {"server_url": url},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}
    }
    settings.OIDC_NAME = "Example login"
    settings.OIDC_ROLES = {
        "cc-admins": "Admin",
        "cc-leads": "Supervisor",
        "cc": "Agent",
    }
    settings.OIDC_TEAMS = {"cc-north": "North", "cc-south": "South"}


def knows(provider: str, **claims) -> str:
    """Have the provider know somebody; return the name by which they sign in there."""
    subject = uuid.uuid4().hex
    answer = httpx.put(f"{provider}/users/{subject}", json=claims)
    assert answer.is_success, answer.text
    return subject


def goes_there(client: Client) -> str:
    answer = client.post(BEGIN)
    assert answer.status_code == 302, text(answer)
    return str(answer.headers["location"])


def sign_on(client: Client, subject: str):
    """Press the button, sign in at the provider, and come back with its answer."""
    there = httpx.post(goes_there(client), data={"sub": subject})
    back = urllib.parse.urlsplit(there.headers["location"])
    return client.get(f"{back.path}?{back.query}")


def test_sign_in_page_offers_it_by_name(client, db):
    assert "Sign in with Example login" in text(client.get("/accounts/login/"))


def test_somebody_new_comes_in_with_the_role_and_teams_of_their_groups(
    provider, client, cast
):
    north = Team.objects.create(name="North")
    subject = knows(
        provider,
        name="Noor Haddad",
        email="noor@example.org",
        email_verified=True,
        groups=["staff", "cc-leads", "cc-north"],
    )

    answer = sign_on(client, subject)

    assert answer.status_code == 302
    noor = User.objects.get(email="noor@example.org")
    assert noor.get_full_name() == "Noor Haddad"
    assert noor.grant.role.key == Role.SUPERVISOR
    assert list(noor.teams.all()) == [north]
    assert not noor.has_usable_password()
    assert client.get("/board/").status_code == 200


def test_a_person_who_is_known_by_their_address_keeps_their_account(
    provider, client, cast
):
    User.objects.filter(pk=cast.sofia.pk).update(email="sofia@example.org")
    subject = knows(
        provider, email="Sofia@example.org", email_verified=True, groups=["cc-leads"]
    )

    sign_on(client, subject)

    assert SocialAccount.objects.get(uid=subject).user == cast.sofia
    assert client.session["_auth_user_id"] == str(cast.sofia.pk)


def test_groups_that_change_change_the_role_at_the_next_time(provider, client, cast):
    south = Team.objects.create(name="South")
    own = Team.objects.create(name="Evening")
    claims = {"name": "Noor", "email": "noor@example.org", "email_verified": True}
    subject = knows(provider, **claims, groups=["cc", "cc-south"])
    sign_on(client, subject)
    noor = User.objects.get(email="noor@example.org")
    assert noor.grant.role.key == Role.AGENT
    assert noor.agent.name == "Noor"
    own.members.add(noor)

    changed = {**claims, "groups": ["cc", "cc-leads"]}
    httpx.put(f"{provider}/users/{subject}", json=changed)
    sign_on(Client(), subject)

    noor = User.objects.get(pk=noor.pk)
    assert noor.grant.role.key == Role.SUPERVISOR
    # What no group stands for is the admin's.
    assert list(noor.teams.all()) == [own]
    assert south not in noor.teams.all()


def test_who_is_in_no_group_of_ours_is_told_and_not_let_in(provider, client, cast):
    subject = knows(
        provider, email="guest@example.org", email_verified=True, groups=["staff"]
    )

    answer = sign_on(client, subject)

    assert answer.status_code == 403
    assert NO_GROUP in text(answer)
    assert not User.objects.filter(email="guest@example.org").exists()
    assert "_auth_user_id" not in client.session


def test_an_address_that_the_service_did_not_verify_opens_nobodys_account(
    provider, client, cast
):
    User.objects.filter(pk=cast.adam.pk).update(email="adam@example.org")
    subject = knows(
        provider, email="adam@example.org", email_verified=False, groups=["cc-admins"]
    )

    answer = sign_on(client, subject)

    assert answer.status_code == 403
    assert NO_EMAIL in text(answer)


def test_who_was_switched_off_stays_out(provider, client, cast):
    subject = knows(
        provider, email="noor@example.org", email_verified=True, groups=["cc-leads"]
    )
    sign_on(client, subject)
    noor = User.objects.get(email="noor@example.org")
    actions.switch_off(noor.pk, by=cast.adam, now=noor.date_joined)
    other = Client()

    sign_on(other, subject)

    assert "_auth_user_id" not in other.session


def test_who_turns_back_is_told_so(client, db):
    state = urllib.parse.parse_qs(urllib.parse.urlsplit(goes_there(client)).query)
    answer = client.get(
        f"{BEGIN}callback/",
        {"error": "access_denied", "state": state["state"][0]},
    )
    assert CANCELLED in text(answer)


def test_a_service_that_is_away_is_told_and_passwords_still_work(
    client, settings, cast
):
    set_up(settings, f"http://127.0.0.1:{free_port()}")
    answer = client.post(BEGIN)
    assert answer.status_code == 502
    assert FAILED in text(answer)


def test_a_link_signs_nobody_in(client, db):
    assert client.get(BEGIN).status_code == 405


def test_without_settings_there_is_no_such_way(client, db, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    settings.OIDC_NAME = ""
    assert client.post(BEGIN).status_code == 404
    assert "Sign in with" not in text(client.get("/accounts/login/"))
