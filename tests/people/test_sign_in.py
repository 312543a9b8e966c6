"""Signing in: limits, a second factor, one's own password, and where one is signed in."""

import base64
import hashlib
import hmac
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.test import Client

from accounts.roles import Verb
from accounts.sign_in import TOO_MANY, WRONG
from live.admission import Denied, admit
from live.refusals import Refused
from people import actions
from tests.factories import PASSWORD, role_of
from tests.people.pages import text

LOGIN = "/accounts/login/"
ACTIVATE = "/accounts/2fa/totp/activate/"
SESSIONS = "/accounts/sessions/"


def code_of(secret: str, at: float) -> str:
    """Return what an authenticator app shows (RFC 6238: six digits, thirty seconds)."""
    counter = int(at // 30).to_bytes(8, "big")
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def tries(name, password=PASSWORD, client=None, **extra):
    client = client or Client()
    return client.post(LOGIN, {"login": name, "password": password}, **extra)


def signed_in(name="ana") -> Client:
    client = Client()
    assert tries(name, client=client).status_code == 302
    return client


def confirm(client: Client) -> Client:
    """Show the password again, as is asked before anything of this is changed."""
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == 302
    return client


def set_up_totp(client: Client) -> str:
    """Scan the code and write what the app shows; return the secret."""
    confirm(client)
    secret = client.get(ACTIVATE).context["form"].secret
    answer = client.post(ACTIVATE, {"code": code_of(secret, time.time())})
    assert answer.status_code == 302, text(answer)
    return str(secret)


class TestPassword:
    @pytest.mark.parametrize(
        "name", ["ana", "ANA", "ana@example.org", "Ana@Example.ORG"]
    )
    def test_name_or_address_in_any_case(self, cast, name):
        User.objects.filter(pk=cast.ana.pk).update(email="ana@example.org")
        assert tries(name).status_code == 302

    def test_page_that_was_asked_for_comes_next(self, cast):
        answer = Client().post(
            f"{LOGIN}?next=/calls/", {"login": "ana", "password": PASSWORD}
        )
        assert answer["Location"] == "/calls/"

    def test_page_of_another_site_does_not(self, cast):
        answer = Client().post(
            f"{LOGIN}?next=https://evil.example/",
            {"login": "ana", "password": PASSWORD},
        )
        assert answer["Location"] == "/"

    def test_who_is_switched_off_stays_out(self, cast):
        User.objects.filter(pk=cast.ana.pk).update(is_active=False)
        client = Client()
        tries("ana", client=client)
        assert client.get("/board/").status_code == 302

    def test_one_changes_ones_own(self, cast):
        ana = signed_in()
        new = "a new staple for the battery"
        answer = ana.post(
            "/accounts/password/change/",
            {"oldpassword": PASSWORD, "password1": new, "password2": new},
        )
        assert answer.status_code == 302
        assert ana.get("/board/").status_code == 200
        assert User.objects.get(pk=cast.ana.pk).check_password(new)

    def test_not_without_the_old_one(self, cast):
        new = "a new staple for the battery"
        signed_in().post(
            "/accounts/password/change/",
            {"oldpassword": "guess", "password1": new, "password2": new},
        )
        assert User.objects.get(pk=cast.ana.pk).check_password(PASSWORD)


class TestGuessing:
    def test_nobody_learns_who_is_here(self, cast):
        User.objects.filter(pk=cast.ana.pk).update(email="ana@example.org")
        User.objects.filter(pk=cast.ben.pk).update(is_active=False)
        names = ("ana", "ana@example.org", "ben", "nobody", "nobody@example.org")
        answers = [tries(name, "wrong") for name in names]
        assert all(WRONG in text(answer) for answer in answers)

    @pytest.mark.parametrize(
        "name", ["ana@example.org", "ana", "nobody", "n@example.org"]
    )
    def test_each_try_hashes_one_password(self, cast, monkeypatch, name):
        """However a name can be read: who takes longer would be told from the others."""
        User.objects.filter(pk=cast.ana.pk).update(
            username="ana@example.org" if "@" in name else "ana",
            email="ana@example.org",
        )
        hashed = []
        encode = MD5PasswordHasher.encode

        def counted(self, password, salt):
            hashed.append(password)
            return encode(self, password, salt)

        monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
        tries(name, "wrong")
        assert len(hashed) == 1

    def test_account_is_guessed_at_five_times(self, cast):
        for number in range(5):
            assert WRONG in text(tries("ana", "wrong", REMOTE_ADDR=f"192.0.2.{number}"))
        answer = tries("ana", REMOTE_ADDR="192.0.2.9")
        assert TOO_MANY in text(answer)
        assert tries("ben").status_code == 302

    def test_an_account_that_is_not_there_is_counted_alike(self, cast):
        answers = [text(tries("nobody", "wrong")) for _ in range(6)]
        assert (WRONG in answers[4], TOO_MANY in answers[5]) == (True, True)

    def test_five_minutes_later_the_right_password_opens(self, cast):
        with time_machine.travel(time.time(), tick=False) as clock:
            for _ in range(6):
                tries("ana", "wrong")
            clock.shift(301)
            assert tries("ana").status_code == 302

    def test_address_is_stopped_whatever_names_it_tries(self, cast):
        for number in range(60):
            tries(f"name{number}", "wrong")
        assert TOO_MANY in text(tries("ana"))
        assert tries("ana", REMOTE_ADDR="192.0.2.1").status_code == 302

    def test_shift_begins_behind_one_address(self, cast):
        for _ in range(100):
            assert tries("ana").status_code == 302


class TestSecondFactor:
    def test_code_of_the_app_is_asked_for(self, cast):
        with time_machine.travel(time.time(), tick=False) as clock:
            secret = set_up_totp(signed_in())
            clock.shift(60)
            client = Client()
            assert tries("ana", client=client)["Location"].startswith("/accounts/2fa/")
            assert client.get("/board/").status_code == 302
            wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
            assert wrong.status_code == 200
            code = code_of(secret, time.time())
            client.post("/accounts/2fa/authenticate/", {"code": code})
            assert client.get("/board/").status_code == 200

    def test_a_code_is_good_once(self, cast):
        with time_machine.travel(time.time(), tick=False) as clock:
            secret = set_up_totp(signed_in())
            clock.shift(60)
            code = code_of(secret, time.time())
            doors = []
            for _ in range(2):
                client = Client()
                tries("ana", client=client)
                client.post("/accounts/2fa/authenticate/", {"code": code})
                doors.append(client.get("/board/").status_code)
            assert doors == [200, 302]

    def test_recovery_code_opens_once(self, cast):
        ana = signed_in()
        set_up_totp(ana)
        page = ana.get("/accounts/2fa/recovery-codes/")
        code = page.context["unused_codes"][0]
        doors = []
        for _ in range(2):
            client = Client()
            tries("ana", client=client)
            client.post("/accounts/2fa/authenticate/", {"code": code})
            doors.append(client.get("/board/").status_code)
        assert doors == [200, 302]

    def test_password_is_asked_for_again_after_a_while(self, cast):
        with time_machine.travel(time.time(), tick=False) as clock:
            ana = confirm(signed_in())
            assert ana.get(ACTIVATE).status_code == 200
            clock.shift(301)
            answer = ana.get(ACTIVATE)
            assert answer["Location"].startswith("/accounts/reauthenticate/")

    def test_key_of_somebody_else_is_not_found(self, cast):
        key = Authenticator.objects.create(
            user=cast.ben, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"}
        )
        for act in ("edit", "remove"):
            ana = confirm(signed_in())
            answer = ana.post(f"/accounts/2fa/webauthn/keys/{key.pk}/{act}/")
            assert answer.status_code == 404
        assert Authenticator.objects.filter(pk=key.pk).exists()

    def test_admin_helps_who_has_lost_the_phone(self, cast):
        set_up_totp(signed_in())
        adam = signed_in("adam")
        assert "They have a second factor" in text(
            adam.get(f"/settings/people/{cast.ana.pk}/")
        )
        adam.post(f"/settings/people/{cast.ana.pk}/forget-factors/")
        client = Client()
        tries("ana", client=client)
        assert client.get("/board/").status_code == 200


@pytest.mark.usefixtures("cast")
class TestRoleThatNeedsOne:
    @pytest.fixture(autouse=True)
    def _needed(self, settings):
        settings.MFA_REQUIRED_FOR = ["admin"]

    def test_may_do_nothing_before(self):
        adam = signed_in("adam")
        assert adam.get("/settings/people/")["Location"] == "/accounts/2fa/"
        assert adam.get("/accounts/2fa/").status_code == 200
        assert adam.post("/settings/teams/new/", {"name": "x"}).status_code == 403

    def test_nor_by_a_socket(self):
        adam = signed_in("adam")
        with pytest.raises(Denied):
            admit(str(adam.session.session_key), "board", None)

    def test_may_do_everything_afterwards(self):
        adam = signed_in("adam")
        set_up_totp(adam)
        assert adam.get("/settings/people/").status_code == 200
        assert admit(str(adam.session.session_key), "board", None).viewer.may(
            Verb.MANAGE_PEOPLE
        )

    def test_others_are_left_alone(self):
        assert signed_in("sofia").get("/board/").status_code == 200

    def test_the_last_admin_is_one_without_it_too(self, cast):
        assert role_of(User.objects.get(pk=cast.adam.pk)) is None
        with pytest.raises(Refused, match="Nobody else manages people"):
            actions.switch_off(cast.adam.pk, by=cast.sofia, now=cast.adam.date_joined)


class TestSessions:
    def test_signed_in_here_and_there(self, cast):
        here, there = signed_in(), signed_in()
        page = here.get(SESSIONS)
        assert len(page.context["sessions"]) == 2
        assert text(page).count("This one") == 1
        here.post(SESSIONS)
        assert there.get("/board/").status_code == 302
        assert here.get("/board/").status_code == 200

    def test_those_of_others_are_not_shown(self, cast):
        signed_in("ben")
        assert len(signed_in().get(SESSIONS).context["sessions"]) == 1
