"""Who looks: what is made of a role and its scope, and who shares a rendering."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import give_role, shipped_role
from accounts.models import RoleDefinition, Team
from accounts.queries import people_managers, viewer_of
from accounts.roles import MEANING, OF_THE_WHOLE_SITE, SHIPPED, Role, Verb
from accounts.states import Reach
from accounts.viewers import NOBODY, Viewer, narrowed, require, require_everywhere
from tests.factories import make_agent, make_queue, make_user

WATCH, TAKE_CALLS, LISTEN = Verb.WATCH, Verb.TAKE_CALLS, Verb.LISTEN


def leader(who: int, **scope) -> Viewer:
    return Viewer(who, frozenset({WATCH, LISTEN}), **scope)


class TestMaking:
    def test_whole_site(self, cast):
        verbs = frozenset(SHIPPED[Role.SUPERVISOR])
        assert viewer_of(cast.sofia) == Viewer(cast.sofia.pk, verbs, everywhere=True)

    def test_own_queues(self, cast):
        billing, _ = make_queue("Billing", [make_agent(cast.ana)]), make_queue("Sales")
        found = viewer_of(cast.ana)
        assert (found.everywhere, found.queues) == (False, {billing.pk})

    def test_chosen_teams_and_queues(self, cast):
        nights, billing = Team.objects.create(name="Nights"), make_queue("Billing")
        role = shipped_role(Role.SUPERVISOR)
        give_role(cast.sofia, role, Reach.CHOSEN, teams=[nights], queues=[billing.pk])
        found = viewer_of(cast.sofia)
        assert (found.teams, found.queues) == ({nights.pk}, {billing.pk})
        assert not found.everywhere

    def test_what_concerns_everybody_is_not_had_for_a_part(self, cast):
        give_role(cast.adam, shipped_role(Role.ADMIN), Reach.CHOSEN)
        assert not viewer_of(cast.adam).verbs & OF_THE_WHOLE_SITE
        assert not people_managers().exists()

    def test_another_reach_forgets_what_was_chosen(self, cast):
        nights, role = Team.objects.create(name="Nights"), shipped_role(Role.SUPERVISOR)
        give_role(cast.sofia, role, Reach.CHOSEN, teams=[nights])
        give_role(cast.sofia, role, Reach.SITE, teams=[nights])
        assert not cast.sofia.grant.teams.exists()

    def test_without_a_role_or_switched_off_nothing_is_seen(self, cast):
        cast.sofia.is_active = False
        assert viewer_of(cast.eve) == viewer_of(cast.sofia) == NOBODY

    def test_verb_of_another_version_is_no_verb(self, cast):
        role = RoleDefinition.objects.create(name="Old", verbs=["fly", "watch"])
        give_role(cast.eve, role, Reach.SITE)
        assert viewer_of(cast.eve).verbs == {WATCH}

    @pytest.mark.parametrize(("person", "most"), [("sofia", 1), ("ana", 2), ("eve", 1)])
    def test_takes_few_queries(self, cast, person, most):
        with CaptureQueriesContext(connection) as captured:
            viewer_of(getattr(cast, person))
        assert len(captured) <= most


class TestSharing:
    """Equal narrowed viewers are one key of the hub, so one rendering serves them."""

    def test_who_takes_callers_of_the_same_queues_is_one_at_the_desk(self):
        queues = frozenset({7})
        ana = Viewer(1, frozenset({TAKE_CALLS}), queues=queues, takes_from=queues)
        lead = Viewer(2, frozenset({WATCH}), everywhere=True, takes_from=queues)
        assert narrowed(ana, "takes") == narrowed(lead, "takes")
        assert narrowed(ana, "takes") != narrowed(leader(3, queues=queues), "takes")

    def test_leaders_of_the_same_are_one(self):
        one, two = leader(1, teams=frozenset({7})), leader(2, teams=frozenset({7}))
        assert narrowed(one, "sight") == narrowed(two, "sight")
        assert narrowed(one, "scope") == narrowed(two, "scope")
        assert narrowed(one, "user") != narrowed(two, "user")

    @pytest.mark.parametrize("varies", ["scope", "sight"])
    def test_another_scope_is_never_shared(self, varies):
        scopes = ({"everywhere": True}, {"teams": frozenset({7})}, {})
        keys = {narrowed(leader(1, **scope), varies) for scope in scopes}
        assert len(keys) == len(scopes)

    @pytest.mark.parametrize("varies", ["verbs", "scope", "sight", "user"])
    def test_other_verbs_are_never_shared(self, varies):
        agent = Viewer(1, frozenset({TAKE_CALLS}))
        assert narrowed(agent, varies) != narrowed(leader(1), varies)

    def test_who_sees_their_own_is_apart(self):
        anas, bens = (Viewer(who, frozenset({TAKE_CALLS})) for who in (1, 2))
        assert narrowed(anas, "sight") != narrowed(bens, "sight")
        assert narrowed(anas, "scope") == narrowed(bens, "scope")

    def test_leader_who_takes_calls_sees_their_own_besides(self):
        verbs = frozenset({WATCH, TAKE_CALLS})
        part, whole = Viewer(1, verbs), Viewer(1, verbs, everywhere=True)
        assert narrowed(part, "sight").who == 1
        assert narrowed(whole, "sight").who is None

    def test_what_is_alike_for_all_knows_nothing(self):
        assert narrowed(leader(1, everywhere=True), "all") == NOBODY


class TestRequiring:
    def test_one_of_several_verbs_is_enough(self):
        require(leader(1), LISTEN, TAKE_CALLS)
        with pytest.raises(PermissionDenied):
            require(leader(1), TAKE_CALLS)

    def test_any_role_will_do(self):
        require(leader(1))
        with pytest.raises(PermissionDenied):
            require(NOBODY)

    def test_a_part_is_not_the_whole_site(self):
        require_everywhere(leader(1, everywhere=True), WATCH)
        with pytest.raises(PermissionDenied):
            require_everywhere(leader(1, teams=frozenset({7})), WATCH)


def test_every_verb_says_what_it_means():
    assert set(MEANING) == set(Verb)


def test_every_shipped_role_is_there_after_the_migrations(db):
    rows = dict(RoleDefinition.objects.values_list("key", "verbs"))
    assert {key: set(verbs) for key, verbs in rows.items()} == {
        role.value: set(verbs) for role, verbs in SHIPPED.items()
    }


def test_a_role_that_was_lost_is_made_again(db):
    RoleDefinition.objects.all().delete()
    make_user("ana", Role.AGENT)
    assert set(RoleDefinition.objects.get().verbs) == set(SHIPPED[Role.AGENT])
