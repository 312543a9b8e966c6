import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from agents import fragments
from agents.actions import add_agent
from agents.models import Agent
from agents.states import AgentState
from tests.agents.conftest import NOW, learn, talks
from tests.factories import make_user, viewer_as

HTMX = {"HX-Request": "true"}


def post(user, address, **data):
    client = Client()
    client.force_login(user)
    return client.post(address, data, headers=HTMX)


def test_agent_chooses_a_state(cast, ana):
    assert post(cast.ana, "/agents/me/state/", state="available").status_code == 204
    assert Agent.objects.get().state == "available"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"state": "on_call"}, "This state cannot be chosen."),
        ({"state": "not_ready"}, "Choose one of the reasons for not being ready."),
        (
            {"state": "not_ready", "reason": "Fishing"},
            "Choose one of the reasons for not being ready.",
        ),
    ],
)
def test_what_cannot_be_chosen_is_refused(cast, ana, data, sentence):
    answer = post(cast.ana, "/agents/me/state/", **data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Agent.objects.get().state == "offline"


def test_illegal_move_is_refused_in_words(cast, free):
    learn(talks(free), now=20, over_at=timezone.now())
    assert Agent.objects.get().state == AgentState.WRAP_UP
    answer = post(cast.ana, "/agents/me/wrap-up/finish/")
    assert answer.status_code == 204
    again = post(cast.ana, "/agents/me/wrap-up/finish/")
    assert again.status_code == 409
    assert "There is no wrap-up to finish." in again.content.decode()


def test_supervisor_changes_an_agent_and_it_shows_who(cast, ana):
    assert (
        post(cast.sofia, f"/agents/{ana.pk}/state/", state="available").status_code
        == 204
    )
    client = Client()
    client.force_login(cast.sofia)
    page = client.get("/agents/").content.decode()
    row = page[page.index(f'id="agent-row-{ana.pk}"') :]
    assert "Sofia" in row


def test_agents_change_only_themselves(cast, ana):
    other = add_agent(cast.ben, "Ben", now=NOW)
    address = f"/agents/{other.pk}/state/"
    assert post(cast.ana, address, state="available").status_code == 403
    assert post(cast.eve, "/agents/me/state/", state="available").status_code == 403
    assert post(cast.sofia, "/agents/me/state/", state="available").status_code == 403


def test_list_is_for_supervisors(cast):
    codes = {}
    for name in ("adam", "sofia", "ana", "eve"):
        client = Client()
        client.force_login(getattr(cast, name))
        codes[name] = client.get("/agents/").status_code
    assert codes == {"adam": 200, "sofia": 200, "ana": 403, "eve": 403}


@pytest.mark.parametrize(
    "fragment",
    [fragments.PANEL, fragments.TABLE, fragments.STATE, fragments.DESK_STATE],
    ids=lambda fragment: fragment.name,
)
def test_query_count_does_not_grow(fragment, cast, ana):
    def queries() -> int:
        scope = fragment.scope_for(
            viewer_as(Role.SUPERVISOR, cast.ana.pk), pk=None, now=NOW
        )
        with CaptureQueriesContext(connection) as captured:
            fragment.render(scope, is_out_of_band=False)
        return len(captured)

    with_one = queries()
    for number in (2, 3):
        add_agent(make_user(f"agent{number}", Role.AGENT), f"A{number}", now=NOW)
    assert queries() == with_one <= 5


@pytest.mark.parametrize("state", AgentState)
def test_every_state_can_be_shown(cast, ana, state):
    Agent.objects.update(state=state, state_until=NOW, activity="Carl")
    for fragment in (fragments.PANEL, fragments.STATE, fragments.DESK_STATE):
        scope = fragment.scope_for(viewer_as(Role.AGENT, cast.ana.pk), pk=None, now=NOW)
        html = fragment.render(scope, is_out_of_band=True)
        assert f'id="{fragment.name}" hx-swap-oob="outerMorph"' in html
