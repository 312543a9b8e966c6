"""The link by which somebody chooses a password: handed over or mailed, once, for a day."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import PasswordLink
from accounts.queries import people_managers
from accounts.roles import Role
from live.refusals import Refused
from people import actions, tasks
from tests.factories import PASSWORD, role_of
from tests.people.pages import errors, said, text

PEOPLE = "/settings/people/"
LOGIN = "/accounts/login/"
FORGOTTEN = "/accounts/forgotten/"
NEW = "a new staple for the battery"
TWICE = {"new_password1": NEW, "new_password2": NEW}


@pytest.fixture
def ana(cast):
    cast.ana.email = "ana@example.org"
    cast.ana.save()
    return cast.ana


@pytest.fixture
def by_mail(settings, monkeypatch):
    """Mail is set up, and a worker does at once what it is told."""
    settings.MAIL_IS_SET_UP = True
    settings.DEFAULT_FROM_EMAIL = "center@example.org"
    settings.CELERY_TASK_ALWAYS_EAGER = True
    monkeypatch.setattr(tasks.mail_forgotten, "delay", tasks.mail_forgotten.run)


def link_in(words: str) -> str:
    """Return the path of the link that is written somewhere."""
    found = re.search(r"https?://[^/]+(/accounts/password/[\w-]+/)", words)
    assert found, words
    return found[1]


def link_for(user, **at) -> str:
    url = actions.make_link(user, by=None, now=timezone.now() - timedelta(**at))
    return link_in(url)


def opens(path, **data):
    return Client().post(path, data) if data else Client().get(path)


class TestHandingOver:
    def test_new_person_gets_one_and_signs_in_with_it(self, admin):
        page = admin.post(f"{PEOPLE}new/", said())
        path = link_in(page.content.decode())
        assert "lena@example.org" in text(opens(path))
        answer = opens(path, **TWICE)
        assert (answer.status_code, answer["Location"]) == (302, LOGIN)
        lena = Client()
        answer = lena.post(LOGIN, {"login": "lena@example.org", "password": NEW})
        assert answer.status_code == 302
        assert lena.get("/desk/").status_code == 200

    def test_it_is_good_once(self, ana):
        path = link_for(ana)
        assert opens(path, **TWICE).status_code == 302
        assert opens(path).status_code == 404
        assert opens(path, **TWICE).status_code == 404

    def test_it_is_good_for_a_day(self, ana):
        assert opens(link_for(ana, hours=23, minutes=59)).status_code == 200
        assert opens(link_for(ana, hours=24, minutes=1)).status_code == 404

    def test_another_makes_it_void(self, ana):
        first = link_for(ana)
        second = link_for(ana)
        assert (opens(first).status_code, opens(second).status_code) == (404, 200)

    def test_nothing_that_is_stored_opens_anything(self, ana):
        path = link_for(ana)
        secret = path.split("/")[-2]
        link = PasswordLink.objects.get()
        assert secret not in str(vars(link))
        assert opens(f"/accounts/password/{link.digest}/").status_code == 404

    def test_who_is_switched_off_gets_none_and_uses_none(self, admin, ana):
        path = link_for(ana)
        User.objects.filter(pk=ana.pk).update(is_active=False)
        assert opens(path).status_code == 404
        answer = admin.post(f"{PEOPLE}{ana.pk}/link/", follow=True)
        assert "This account is switched off" in text(answer)

    def test_sessions_of_the_old_password_end(self, ana):
        somewhere = Client()
        somewhere.force_login(ana)
        opens(link_for(ana), **TWICE)
        assert somewhere.get("/board/").status_code == 302

    @pytest.mark.parametrize(
        ("first", "again", "field", "sentence"),
        [
            (NEW, "other", "new_password2", "These are two different passwords."),
            ("12345678", "12345678", "new_password2", "too common"),
            ("short", "short", "new_password2", "too short"),
            ("ana@example.org", "ana@example.org", "new_password2", "too similar"),
            ("", "", "new_password1", "This must not stay empty."),
        ],
    )
    def test_password_that_will_not_do(self, ana, first, again, field, sentence):
        path = link_for(ana)
        answer = opens(path, new_password1=first, new_password2=again)
        assert sentence in errors(answer)[field][0]
        assert opens(path).status_code == 200

    def test_two_browsers_at_the_same_moment(self, ana):
        link_for(ana)
        link = PasswordLink.objects.get()
        actions.use_link(link, NEW, now=timezone.now())
        with pytest.raises(Refused, match="used already"):
            actions.use_link(link, "another", now=timezone.now())
        assert User.objects.get(pk=ana.pk).check_password(NEW)


@pytest.mark.usefixtures("by_mail")
class TestMail:
    def test_new_person_gets_a_letter(self, admin):
        page = admin.post(f"{PEOPLE}new/", said())
        assert "The mail server has taken a letter" in text(page)
        [letter] = mail.outbox
        assert letter.to == ["lena@example.org"]
        assert "Hello Lena Park" in letter.body
        assert opens(link_in(letter.body)).status_code == 200

    def test_no_success_is_claimed_when_the_server_refuses(self, admin, monkeypatch):
        def refuse(*args, **kwargs):
            raise smtplib.SMTPRecipientsRefused({})

        monkeypatch.setattr("people.actions.links.send_mail", refuse)
        page = admin.post(f"{PEOPLE}new/", said())
        assert "The letter could not be sent" in text(page)
        assert opens(link_in(page.content.decode())).status_code == 200

    @pytest.mark.parametrize("email", ["ana@example.org", "ANA@Example.org"])
    def test_forgotten_password_is_chosen_anew(self, ana, email):
        opens(FORGOTTEN, email=email)
        [letter] = mail.outbox
        opens(link_in(letter.body), **TWICE)
        assert User.objects.get(pk=ana.pk).check_password(NEW)

    def test_nobody_learns_who_is_here(self, ana):
        answers = [
            Client().post(FORGOTTEN, {"email": email}, follow=True)
            for email in ("ana@example.org", "nobody@example.org")
        ]
        known, unknown = map(text, answers)
        assert known == unknown
        assert len(mail.outbox) == 1

    def test_old_password_still_opens_after_somebody_asked(self, ana):
        """Whoever asks for a link for another person locks nobody out."""
        opens(FORGOTTEN, email="ana@example.org")
        assert Client().login(username="ana", password=PASSWORD)

    def test_letter_box_is_not_flooded(self, ana):
        for _ in range(tasks.MOST_LETTERS_A_DAY + 3):
            opens(FORGOTTEN, email="ana@example.org")
        assert len(mail.outbox) == tasks.MOST_LETTERS_A_DAY

    def test_nothing_is_promised_while_no_worker_can_be_told(self, ana, monkeypatch):
        def refuse(*args, **kwargs):
            raise OperationalError

        monkeypatch.setattr(tasks.mail_forgotten, "delay", refuse)
        answer = opens(FORGOTTEN, email="ana@example.org")
        assert answer.status_code == 422
        assert "Letters cannot be sent at the moment" in text(answer)


def test_without_mail_the_page_says_whom_to_ask(db):
    assert "Ask an admin" in text(opens(FORGOTTEN))


class TestTerminal:
    def test_first_admin_is_made_without_a_password(self, db, capsys):
        call_command("make_admin", name="Adam Novak", email="adam@example.org")
        said = capsys.readouterr().out
        adam = User.objects.get()
        assert (role_of(adam), adam.has_usable_password()) == (Role.ADMIN, False)
        assert "adam@example.org" in said
        assert opens(link_in(said), **TWICE).status_code == 302
        browser = Client()
        assert browser.login(username="adam@example.org", password=NEW)
        assert browser.get(PEOPLE).status_code == 200

    def test_an_admin_who_is_locked_out_gets_another_link(self, cast, capsys):
        User.objects.filter(pk=cast.adam.pk).update(email="adam@example.org")
        call_command("make_admin", email="ADAM@example.org")
        assert opens(link_in(capsys.readouterr().out)).status_code == 200
        assert people_managers().count() == 1

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({"email": "adam"}, "adam is no e-mail address."),
            (
                {"email": "ben@example.org"},
                "belongs to somebody who is no active admin.",
            ),
            ({"email": "x@example.org", "name": "\u200b"}, "Write a name that can be"),
        ],
    )
    def test_what_cannot_be_is_refused_in_one_sentence(self, db, given, sentence):
        User.objects.create(username="ben", email="ben@example.org")
        with pytest.raises(CommandError, match=re.escape(sentence)):
            call_command("make_admin", **{"name": "Adam", **given})
        assert not people_managers().exists()
