"""Keys: made once, shown once, valid for a time, used so often, and ended for good."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from api import door
from api.actions.keys import revoke_key
from api.models import ApiKey, Use
from api.states import KEY, digest_of, prefix_of
from audit.models import AuditRow
from tests.api.conftest import Program
from tests.factories import make_queue


def test_without_a_key_nothing_is_told(client, db):
    for headers in ({}, {"Authorization": "Bearer cck_aaaaaaaa_" + "x" * 43}):
        answer = client.get("/api/v1/queues", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_session_opens_nothing(client, cast):
    client.force_login(cast.adam)
    assert client.get("/api/v1/queues").status_code == 401


def test_a_key_is_kept_as_a_digest_only(cast):
    program = Program(cast.sofia)
    key = ApiKey.objects.get()
    assert KEY.fullmatch(program.text)
    assert prefix_of(program.text) == key.prefix
    assert key.digest == digest_of(program.text)
    assert program.text[13:] not in str(ApiKey.objects.values().get())


def test_another_secret_behind_the_same_prefix_is_refused(cast):
    program = Program(cast.sofia)
    program.text = program.text[:-1] + ("A" if program.text[-1] != "A" else "B")
    assert program.get("/queues").status_code == 401


def test_a_key_ends_with_its_time_when_revoked_and_with_its_owner(cast):
    by_time, revoked, by_owner = (
        Program(cast.sofia),
        Program(cast.adam),
        Program(cast.ben),
    )
    for program in (by_time, revoked, by_owner):
        assert program.get("/queues").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert by_time.get("/queues").status_code == 401
    revoke_key(revoked.key.prefix, now=timezone.now())
    assert revoked.get("/queues").status_code == 401
    cast.ben.is_active = False
    cast.ben.save()
    assert by_owner.get("/queues").status_code == 403


def test_its_last_use_is_noted_once_a_minute(cast):
    program = Program(cast.sofia)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        program.get("/queues")
        first = Use.objects.get().at
        clock.shift(10)
        program.get("/queues")
        assert Use.objects.get().at == first
        clock.shift(60)
        program.get("/queues")
        assert Use.objects.get().at > first


def test_too_many_requests_are_told_when_to_come_again(cast, monkeypatch):
    monkeypatch.setattr(door, "REQUESTS_PER_MINUTE", 2)
    program = Program(cast.sofia)
    with time_machine.travel(timezone.now().replace(second=20), tick=False):
        answers = [program.get("/queues") for _ in range(3)]
        assert [one.status_code for one in answers] == [200, 200, 429]
        assert answers[2].headers["Retry-After"] == "40"
        assert Program(cast.sofia).get("/queues").status_code == 200


def test_a_key_is_made_listed_and_revoked_at_the_terminal(cast, capsys):
    make_queue("Billing", [])
    call_command(
        *("api_key", "make", "CRM", "--owner", "sofia", "--verbs", "watch", "assign"),
        *("--queues", "Billing"),
    )
    text = capsys.readouterr().out.strip()
    prefix = prefix_of(text)
    call_command("api_key", "list")
    assert (
        f"{prefix}  valid  sofia  used never  CRM  assign, watch"
        in capsys.readouterr().out
    )
    call_command("api_key", "revoke", prefix)
    assert not ApiKey.objects.get().is_valid(now=timezone.now())
    told = AuditRow.objects.filter(kind="api_key").values_list("actor_name", flat=True)
    assert set(told) == {"the terminal"}
    assert text[13:] not in str(list(AuditRow.objects.values()))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("make", "x", "--owner", "nobody", "--verbs", "watch"),
            "no active user nobody",
        ),
        (
            ("make", "x", "--owner", "sofia", "--verbs", "watch", "--queues", "Sales"),
            "no queue Sales",
        ),
        (("revoke", "abcdefgh"), "no key abcdefgh"),
    ],
)
def test_what_does_not_exist_is_told_in_a_sentence(cast, words, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("api_key", *words)
