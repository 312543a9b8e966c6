"""Names are unique whatever their case, width, accents and spaces."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from agents.models import Agent, NotReadyReason
from database.naming import key_of, name_trouble, numbered
from provisioning.models import CallControlApplication
from queues.models import Queue
from tests.factories import make_queue

SAME = ["Équipe 1", "équipe 1", "ÉQUIPE 1", "E\u0301quipe 1", "equipe\u00a01"]
WIDE = "\uff25\uff51\uff55\uff49\uff50\uff45 \uff11"


@pytest.mark.parametrize("spelling", [*SAME, WIDE, " Equipe  1 ", "Eq\u200buipe 1"])
def test_spellings_of_a_name_have_one_key(spelling):
    assert key_of(spelling) == key_of("Equipe 1")


@pytest.mark.parametrize("other", ["Equipe 2", "Equipe", "Ekipe 1", "客服", "Отдел"])
def test_other_names_have_other_keys(other):
    assert key_of(other) != key_of("Equipe 1")


@pytest.mark.django_db
@pytest.mark.parametrize("spelling", [*SAME, WIDE])
def test_the_database_keeps_a_name_from_being_given_twice(spelling):
    make_queue("Equipe 1", telnyx_name="one")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_queue(spelling, telnyx_name="two")


@pytest.mark.django_db
def test_a_name_that_is_taken_is_told_by_how_the_other_is_written():
    queue = make_queue("Équipe 1", telnyx_name="one")
    sentence = "Équipe 1 exists already; case, width and accents make no difference."
    assert name_trouble(Queue, "EQUIPE 1") == sentence
    assert name_trouble(Queue, "EQUIPE 1", but=queue.pk) == ""
    with pytest.raises(ValidationError, match="exists already"):
        Queue(name="equipe 1").clean()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", " ", "\u200b", "\u2800\u3164"])
def test_a_name_can_be_seen(name):
    assert name_trouble(Queue, name) == "Write a name that can be seen."


def test_a_name_that_clashes_is_numbered_within_its_length():
    taken = {key_of(name) for name in ("Billing", "billing 2", "W" * 80)}
    assert numbered("BILLING", taken, longest=80) == "BILLING 3"
    assert numbered("Sales", taken, longest=80) == "Sales"
    assert numbered("W" * 80, taken, longest=80) == f"{'W' * 78} 2"


def test_rows_that_clash_already_are_kept_and_numbered(shipped_apps):
    user = shipped_apps.get_model("auth", "User")
    for number, name in enumerate(["Ana", "ANA", "Ana 2", "\u200b", "Ben"]):
        shipped_apps.get_model("agents", "Agent").objects.create(
            user=user.objects.create(username=str(number)),
            name=name,
            state_since=timezone.now(),
        )
    for number, name in enumerate(["Billing", "billing", "客服", "客服 "]):
        shipped_apps.get_model("queues", "Queue").objects.create(
            name=name, telnyx_name=f"q{number}", max_size=50_000
        )
    for name in ("Thé", "THE"):
        shipped_apps.get_model("agents", "NotReadyReason").objects.create(name=name)
    for number in range(2):
        shipped_apps.get_model("callcontrol", "CallControlApplication").objects.create(
            connection_id=str(number), name="ok", webhook_url="https://x.org/"
        )

    call_command("migrate", verbosity=0)

    assert names(Agent) == ["Ana", "ANA 2", "Ana 2 2", "\u200b", "Ben"]
    assert names(Queue) == ["Billing", "billing 2", "客服", "客服 2"]
    assert names(CallControlApplication) == ["ok", "ok 2"]
    assert names(NotReadyReason)[-2:] == ["Thé", "THE 2"]
    for model in (Agent, Queue, CallControlApplication, NotReadyReason):
        rows = model.objects.values_list("name", "name_key")
        assert [key for _, key in rows] == [key_of(name) for name, _ in rows]
    assert {queue.max_size for queue in Queue.objects.all()} == {10_000}


def names(model) -> list[str]:
    return list(model.objects.order_by("pk").values_list("name", flat=True))
