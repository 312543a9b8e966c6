"""How a queue gives its callers out, as admins set it."""

import pytest

from agents.actions import add_agent
from agents.models import Skill
from queues.models import Membership, Queue
from tests.factories import make_user
from tests.queues import history
from tests.queues.test_views import FIELDS, post

GERMAN = {
    "need0-level": 3,
    "need0-after": 60,
    "need0-then": 2,
    "need0-after_again": 120,
    "need0-then_again": 0,
}


@pytest.fixture
def german(db):
    return Skill.objects.create(name="German")


def steps(queue):
    rows = queue.needs.order_by("after_secs")
    return list(rows.values_list("skill__name", "level", "after_secs"))


def test_german_three_for_a_minute_then_two_then_anybody(cast, german):
    given = {**FIELDS, **GERMAN, "need0-skill": german.pk}
    assert post(cast.adam, "/queues/new/", **given).status_code == 302
    queue = Queue.objects.get()
    assert steps(queue) == [("German", 3, 0), ("German", 2, 60), ("German", 0, 120)]

    page = post(cast.adam, f"/queues/{queue.pk}/", **{**given, "name": ""})
    assert page.status_code == 422
    assert 'value="120"' in page.content.decode()
    # Left out on the form, it is needed no more.
    assert post(cast.adam, f"/queues/{queue.pk}/", **FIELDS).status_code == 302
    assert steps(queue) == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"need0-skill": ""}, "Choose the skill that this is about."),
        ({"need0-level": ""}, "Choose the level that is needed at first."),
        ({"need0-after": ""}, "Write after how many seconds."),
        ({"need0-after": "soon"}, "Write a whole number."),
        ({"need0-after": 0}, "Between 1 and 14400."),
        ({"need0-then": ""}, "Choose the lower level."),
        ({"need0-then": 3}, "Lower than 3: it only relaxes."),
        ({"need0-after_again": 60}, "More than 60 seconds."),
        ({"need0-level": 9}, "Choose one of the list."),
    ],
)
def test_skill_that_cannot_be_so(cast, german, given, sentence):
    wish = {**FIELDS, **GERMAN, "need0-skill": german.pk, **given}
    answer = post(cast.adam, "/queues/new/", **wish)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Queue.objects.exists()


def test_same_skill_is_needed_once(cast, german):
    twice = {"need0-skill": german.pk, "need0-level": 3}
    twice |= {"need1-skill": german.pk, "need1-level": 2}
    answer = post(cast.adam, "/queues/new/", **FIELDS, **twice)
    assert answer.status_code == 422
    assert "This skill is needed above already." in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("mode", "shout", "Choose one of the list."),
        ("strategy", "", "This must not stay empty."),
        ("ring_several", 1, "Between 2 and 10."),
        ("not_again_secs", 4, "Between 5 and 600."),
        ("sticky_secs", 601, "Between 0 and 600."),
        ("priority", 6, "Between 0 and 5."),
    ],
)
def test_setting_that_cannot_be_so(cast, field, value, sentence):
    answer = post(cast.adam, "/queues/new/", **{**FIELDS, field: value})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_members_have_an_order_of_the_queues_own(cast, ana, billing):
    ben = add_agent(cast.ben, "Ben", now=history.START)
    billing.agents.add(ben)
    wish = {**FIELDS, "agents": [ana.pk, ben.pk]}
    wish |= {f"rank_{ana.pk}": 2, f"rank_{ben.pk}": 1}
    assert post(cast.adam, f"/queues/{billing.pk}/", **wish).status_code == 302
    ranks = dict(Membership.objects.values_list("agent__name", "rank"))
    assert ranks == {"Ana": 2, "Ben": 1}
    # Who is new goes in the middle.
    cleo = add_agent(make_user("cleo", None), "Cleo", now=history.START)
    wish["agents"] = [ana.pk, ben.pk, cleo.pk]
    assert post(cast.adam, f"/queues/{billing.pk}/", **wish).status_code == 302
    assert Membership.objects.get(agent=cleo).rank == 5
