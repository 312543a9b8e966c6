"""What agents can know: made by admins, and given to people with a level."""

import pytest
from django.test import Client

from agents.actions import add_agent
from agents.models import AgentSkill, Skill
from queues.models import SkillNeed
from tests.factories import make_queue
from tests.queues import history

SKILLS = "/settings/skills/"


def post(user, address, **data):
    client = Client()
    client.force_login(user)
    return client.post(address, data, headers={"HX-Request": "true"})


@pytest.fixture
def german(db):
    return Skill.objects.create(name="German")


def person(user, **given):
    usual = {"name": "Ana", "email": "ana@example.org", "role": "agent"}
    return {**usual, "reach": "own_queues", **given}


def test_skill_is_made_renamed_and_deleted(cast):
    assert post(cast.adam, f"{SKILLS}new/", name="German").status_code == 302
    skill = Skill.objects.get()
    taken = post(cast.adam, f"{SKILLS}new/", name="GERMAN")
    assert taken.status_code == 422
    assert "exists already" in taken.content.decode()
    assert post(cast.adam, f"{SKILLS}{skill.pk}/", name="Deutsch").status_code == 302
    assert Skill.objects.get().name == "Deutsch"
    assert post(cast.adam, f"{SKILLS}{skill.pk}/delete/").status_code == 302
    assert not Skill.objects.exists()


def test_skill_that_is_needed_stays(cast, german):
    SkillNeed.objects.create(queue=make_queue(), skill=german, level=2)
    answer = post(cast.adam, f"{SKILLS}{german.pk}/delete/")
    assert answer.status_code == 409
    assert "German is needed by a queue" in answer.content.decode()


def test_agent_gets_a_level_and_loses_it(cast, german):
    agent = add_agent(cast.ana, "Ana", now=history.START)
    address = f"/settings/people/{cast.ana.pk}/"
    field = f"skill_{german.pk}"
    given = post(cast.adam, address, **person(cast.ana, **{field: "4"}))
    assert given.status_code == 302
    assert AgentSkill.objects.get().agent == agent
    assert AgentSkill.objects.get().level == 4
    wrong = post(cast.adam, address, **person(cast.ana, **{field: "6"}))
    assert wrong.status_code == 422
    assert "Choose one of the list." in wrong.content.decode()
    assert post(cast.adam, address, **person(cast.ana)).status_code == 302
    assert not AgentSkill.objects.exists()


def test_only_agents_have_skills(cast, german):
    wish = person(cast.ana, role="supervisor", **{f"skill_{german.pk}": "4"})
    answer = post(cast.adam, f"/settings/people/{cast.ana.pk}/", **wish)
    assert answer.status_code == 422
    assert "leave the skills out" in answer.content.decode()
