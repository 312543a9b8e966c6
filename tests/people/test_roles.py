"""The page on which roles are edited, and the role of a person on their form."""

import pytest
from django.contrib.auth.models import User

from accounts.actions import give_role, shipped_role
from accounts.models import Grant, RoleDefinition, Team
from accounts.queries import viewer_of
from accounts.roles import Role, Verb
from accounts.states import Reach
from queues.models import Queue
from tests.people.pages import errors, said, text

ROLES = "/settings/roles/"
PEOPLE = "/settings/people/"


@pytest.fixture
def leader(db) -> RoleDefinition:
    return RoleDefinition.objects.create(name="Team leader", verbs=["watch", "listen"])


class TestList:
    def test_says_what_each_may_do_and_how_many_have_it(self, admin):
        page = text(admin.get(ROLES))
        assert "Agent 2 with the role Agent Take calls, Hear recordings" in page
        assert "Auditor 0 Watch" in page

    def test_leads_to_those_who_have_it(self, admin, cast):
        lines = admin.get(f"{PEOPLE}?role=agent").context["lines"]
        assert [line.user for line in lines] == [cast.ana, cast.ben]


class TestEditing:
    def test_new_role(self, admin):
        answer = admin.post(
            f"{ROLES}new/", {"name": "Team leader", "verbs": ["watch", "join"]}
        )
        assert answer["Location"] == ROLES
        role = RoleDefinition.objects.get(name="Team leader")
        assert (role.key, set(role.verbs)) == ("", {"watch", "join"})

    def test_shipped_role_is_changed_for_everybody_at_once(self, admin, cast):
        role = shipped_role(Role.SUPERVISOR)
        admin.post(f"{ROLES}{role.pk}/", {"name": "Boss", "verbs": ["watch"]})
        assert viewer_of(cast.sofia).verbs == {Verb.WATCH}
        assert shipped_role(Role.SUPERVISOR).name == "Boss"

    @pytest.mark.parametrize(
        ("posted", "field", "sentence"),
        [
            ({"name": "Nothing"}, "verbs", "Choose at least one."),
            ({"name": "Fly", "verbs": ["fly"]}, "verbs", "Choose one of the list."),
            ({"name": "AGENT", "verbs": ["watch"]}, "name", "Agent exists already"),
        ],
    )
    def test_what_cannot_be_is_said_beside_its_field(
        self, admin, posted, field, sentence
    ):
        found = errors(admin.post(f"{ROLES}new/", posted))
        assert found[field][0].startswith(sentence)

    def test_what_was_chosen_is_not_lost(self, admin):
        answer = admin.post(f"{ROLES}new/", {"name": "", "verbs": ["listen"]})
        assert 'value="listen"' in answer.content.decode()
        assert answer.context["form"]["verbs"].value() == ["listen"]

    def test_the_last_who_manages_people_keeps_that(self, admin, cast):
        role = shipped_role(Role.ADMIN)
        found = errors(
            admin.post(f"{ROLES}{role.pk}/", {"name": "Admin", "verbs": ["watch"]})
        )
        assert found["name"][0].startswith("Nobody else manages people")
        assert viewer_of(cast.adam).may(Verb.MANAGE_PEOPLE)

    def test_whether_it_takes_calls_stays_while_somebody_has_it(self, admin, cast):
        role = shipped_role(Role.AGENT)
        found = errors(
            admin.post(f"{ROLES}{role.pk}/", {"name": "Agent", "verbs": ["hear"]})
        )
        assert found["name"][0].startswith("Whether it takes calls cannot change")

    def test_role_for_a_part_manages_nothing(self, admin, cast, leader):
        give_role(cast.eve, leader, Reach.CHOSEN)
        posted = {"name": leader.name, "verbs": ["watch", "manage_people"]}
        found = errors(admin.post(f"{ROLES}{leader.pk}/", posted))
        assert found["name"][0].startswith("Somebody has this role for a part")


class TestDeleting:
    def test_role_that_nobody_has(self, admin, leader):
        page = admin.get(f"{ROLES}{leader.pk}/").content.decode()
        assert f"{ROLES}{leader.pk}/delete/" in page
        admin.post(f"{ROLES}{leader.pk}/delete/")
        assert not RoleDefinition.objects.filter(pk=leader.pk).exists()

    def test_not_while_somebody_has_it(self, admin, cast, leader):
        give_role(cast.eve, leader, Reach.SITE)
        address = f"{ROLES}{leader.pk}/"
        assert "Delete this role" not in text(admin.get(address))
        answer = admin.post(f"{address}delete/", follow=True)
        assert "Team leader is the role of somebody" in text(answer)
        assert Grant.objects.filter(role=leader).exists()

    def test_not_one_that_is_shipped(self, admin):
        address = f"{ROLES}{shipped_role(Role.AUDITOR).pk}/"
        assert "Delete this role" not in text(admin.get(address))
        assert "it can be changed, and stays" in text(
            admin.post(f"{address}delete/", follow=True)
        )


class TestOfAPerson:
    def test_team_leader(self, admin, leader, billing):
        nights = Team.objects.create(name="Nights")
        scope = {"scope_teams": [nights.pk], "scope_queues": [billing.pk]}
        admin.post(
            f"{PEOPLE}new/", said(role="team leader", reach="chosen", phone="", **scope)
        )
        lena = User.objects.get(email="lena@example.org")
        found = viewer_of(lena)
        assert (found.queues, found.teams) == ({billing.pk}, {nights.pk})
        assert "Team leader Nights, Billing" in text(admin.get(PEOPLE))
        form = admin.get(f"{PEOPLE}{lena.pk}/").context["form"]
        assert form["role"].value() == "team leader"
        assert form["scope_queues"].value() == [billing.pk]

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"role": "admin", "reach": "chosen"}, "Who manages people or settings"),
            ({"role": "admin", "reach": "own_queues"}, "Who manages people or"),
            ({"role": "auditor", "reach": "chosen"}, "Choose a team or a queue"),
            ({"reach": "world"}, "Choose one of the list."),
            ({"reach": ""}, "This must not stay empty."),
        ],
    )
    def test_scope_that_cannot_be(self, admin, changes, sentence):
        found = errors(admin.post(f"{PEOPLE}new/", said(**changes)))
        assert found["reach"][0].startswith(sentence)

    def test_queue_and_team_that_are_gone_are_not_seen(self, admin, cast, leader):
        nights = Team.objects.create(name="Nights")
        give_role(cast.eve, leader, Reach.CHOSEN, teams=[nights])
        admin.post(f"/settings/teams/{nights.pk}/delete/")
        assert viewer_of(cast.eve).teams == frozenset()
        assert "nothing any more" in text(admin.get(PEOPLE))
        assert not Queue.objects.exists()
