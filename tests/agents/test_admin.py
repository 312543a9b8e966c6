"""Django's own admin pages, where a setting turns them on."""

import pytest
from django.test import Client

from agents.models import Agent, AgentStateChange
from tests.agents.conftest import NOW

pytestmark = pytest.mark.urls("tests.contactcenter.urls_with_admin")


@pytest.fixture
def admin(cast) -> Client:
    cast.adam.is_staff = cast.adam.is_superuser = True
    cast.adam.save()
    client = Client()
    client.force_login(cast.adam)
    return client


def test_account_is_made_an_agent(admin, cast):
    given = {"user": cast.ana.pk, "name": "Ana"}
    assert admin.post("/django-admin/agents/agent/add/", given).status_code == 302
    agent = Agent.objects.get()
    assert (agent.user, agent.state) == (cast.ana, "offline")
    assert AgentStateChange.objects.get().agent == agent


def test_renaming_leaves_the_state_alone(admin, ana):
    Agent.objects.update(state="on_call", state_since=NOW)
    address = f"/django-admin/agents/agent/{ana.pk}/change/"
    assert admin.post(address, {"name": "Ana Ruiz"}).status_code == 302
    ana.refresh_from_db()
    assert (ana.name, ana.state, ana.user) == ("Ana Ruiz", "on_call", ana.user)
