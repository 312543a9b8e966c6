"""Adding, changing and switching off people, on one form."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import shipped_role
from accounts.models import Team
from accounts.roles import Role
from accounts.states import Reach
from agents.access import visible
from agents.actions import choose_state
from agents.models import Agent, Phone
from agents.queries import panel as agents_on_the_panel
from agents.states import AgentState
from live import topics
from live.refusals import Refused
from people import actions
from people.given import Given
from provisioning.models import PhoneNumber
from queues.models import Membership
from tests.factories import make_user, role_of, viewer_as
from tests.people.pages import errors, said, text

PEOPLE = "/settings/people/"


def places(user):
    rows = Membership.objects.filter(agent__user=user)
    return dict(rows.values_list("queue__name", "place"))


class TestAdding:
    def test_one_form_makes_an_agent_who_can_be_rung(self, admin, billing, support):
        nights = Team.objects.create(name="Nights")
        given = {
            f"queue_{support.pk}": "1",
            f"queue_{billing.pk}": "2",
            "teams": [nights.pk],
            "phone": "lena@sip.telnyx.com",
        }
        answer = admin.post(f"{PEOPLE}new/", said(**given))
        assert "Lena Park is added." in text(answer)
        lena = User.objects.get(email="lena@example.org")
        assert (lena.username, lena.get_full_name()) == (lena.email, "Lena Park")
        assert role_of(lena) is Role.AGENT
        assert (lena.agent.name, lena.agent.state) == ("Lena Park", "offline")
        assert lena.phone.address == "sip:lena@sip.telnyx.com"
        assert list(lena.teams.all()) == [nights]
        assert places(lena) == {"Support": 1, "Billing": 2}

    def test_no_password_is_made_up(self, admin):
        admin.post(f"{PEOPLE}new/", said())
        lena = User.objects.get(email="lena@example.org")
        assert not lena.has_usable_password()
        assert "No password yet" in text(admin.get(PEOPLE))

    def test_a_supervisor_takes_no_calls(self, admin):
        admin.post(f"{PEOPLE}new/", said(role="supervisor"))
        lena = User.objects.get(email="lena@example.org")
        assert role_of(lena) is Role.SUPERVISOR
        assert not Agent.objects.filter(user=lena).exists()

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("name", "", "This must not stay empty."),
            ("name", "\u200b", "Write a name that can be seen."),
            (
                "name",
                "ana  RUÍZ",
                "Ana Ruiz exists already; case, width and accents make no difference.",
            ),
            ("email", "lena", "Write an address such as ana@example.org."),
            ("email", "ADAM@example.org", "Somebody else has this e-mail address"),
            ("role", "boss", "Choose one of the list."),
            ("phone", "garbage address", "Write a number, such as"),
            ("phone", "sip:lena@192.168.1.9", "Telnyx cannot reach this"),
            ("phone", "sip:ana@sip.telnyx.com", "Somebody else is rung at ana@sip"),
            ("phone", "+1 555 010 0190", "is a number of the contact center itself"),
            ("phone", "+1415", "The number is too short"),
        ],
    )
    def test_what_cannot_be_is_said_at_its_field(
        self, admin, cast, ana, field, value, sentence
    ):
        User.objects.filter(pk=cast.adam.pk).update(email="adam@example.org")
        PhoneNumber.objects.create(number="+15550100190")
        found = errors(admin.post(f"{PEOPLE}new/", said(**{field: value})))
        assert list(found) == [field]
        assert sentence in found[field][0]
        assert not User.objects.filter(username="lena@example.org").exists()

    def test_only_agents_take_callers(self, admin, billing):
        given = said(role="supervisor", **{f"queue_{billing.pk}": "1"})
        found = errors(admin.post(f"{PEOPLE}new/", given))
        assert found["role"][0].startswith("This role takes no calls")

    def test_two_admins_at_the_same_moment(self, cast):
        """The form of the second was right when it was read."""
        given = Given(
            "Lena Park", "lena@example.org", shipped_role(Role.AGENT), Reach.OWN_QUEUES
        )
        actions.add_person(given, by=cast.adam, now=timezone.now())
        with pytest.raises(Refused, match="Somebody else has this e-mail"):
            actions.add_person(given, by=cast.adam, now=timezone.now())
        assert User.objects.filter(email="lena@example.org").count() == 1


class TestChanging:
    def test_form_shows_what_is_and_saves_it_unchanged(self, admin, ana, billing):
        Membership.objects.create(queue=billing, agent=ana, place=3)
        User.objects.filter(pk=ana.user_id).update(email="ana@example.org")
        form = admin.get(f"{PEOPLE}{ana.user_id}/").context["form"]
        assert form.initial["phone"] == "ana@sip.telnyx.com"
        answer = admin.post(
            f"{PEOPLE}{ana.user_id}/",
            {**form.initial, "teams": [], "name": "Ana Ruiz"},
        )
        assert answer.status_code == 302
        assert places(ana.user) == {"Billing": 3}
        assert Phone.objects.get(user=ana.user).address == "sip:ana@sip.telnyx.com"

    def test_account_without_an_address_is_changed_all_the_same(self, admin, ana):
        given = said(name="Ana Ruiz", email="", phone="")
        assert admin.post(f"{PEOPLE}{ana.user_id}/", given).status_code == 302
        assert User.objects.get(pk=ana.user_id).username == "ana"
        assert not Phone.objects.filter(user=ana.user).exists()

    def test_another_address_is_the_new_name_to_sign_in_with(self, admin, cast):
        admin.post(f"{PEOPLE}new/", said())
        lena = User.objects.get(email="lena@example.org")
        admin.post(f"{PEOPLE}{lena.pk}/", said(email="Lena.Kim@example.org"))
        lena.refresh_from_db()
        assert (lena.email, lena.username) == (
            "Lena.Kim@example.org",
            "lena.kim@example.org",
        )

    def test_an_agent_who_becomes_a_supervisor_leaves_the_queues(
        self, admin, ana, billing, cast
    ):
        billing.agents.add(ana)
        choose_state(ana.pk, "available", chosen_by=cast.ana, now=timezone.now())
        given = said(name="Ana Ruiz", role="supervisor")
        assert admin.post(f"{PEOPLE}{ana.user_id}/", given).status_code == 302
        ana.refresh_from_db()
        assert (ana.state, ana.retired_at is None) == (AgentState.OFFLINE, False)
        assert places(ana.user) == {}
        assert role_of(User.objects.get(pk=ana.user_id)) is Role.SUPERVISOR
        assert ana not in agents_on_the_panel(visible(viewer_as(Role.ADMIN)))

    def test_and_an_agent_again(self, admin, ana, billing):
        for role, place in (("supervisor", ""), ("agent", "1")):
            given = said(name="Ana Ruiz", role=role, **{f"queue_{billing.pk}": place})
            admin.post(f"{PEOPLE}{ana.user_id}/", given)
        ana.refresh_from_db()
        assert ana.retired_at is None
        assert places(ana.user) == {"Billing": 1}
        assert Agent.objects.count() == 1

    def test_the_last_admin_stays_one(self, admin, cast):
        found = errors(
            admin.post(f"{PEOPLE}{cast.adam.pk}/", said(role="agent", name="Adam"))
        )
        assert found["__all__"] == [
            "Nobody else manages people on the whole site; let somebody else do so first."
        ]
        assert role_of(User.objects.get(pk=cast.adam.pk)) is Role.ADMIN

    def test_a_superuser_who_is_made_an_agent_is_a_superuser_no_more(self, admin):
        root = User.objects.create_superuser("root")
        given = said(name="Root", email="root@example.org", phone="")
        admin.post(f"{PEOPLE}{root.pk}/", given)
        root = User.objects.get(pk=root.pk)
        assert (root.is_superuser, root.is_staff, role_of(root)) == (
            False,
            False,
            Role.AGENT,
        )


class TestSwitchingOff:
    def test_nobody_is_in_afterwards(self, admin, ana, billing, client, cast):
        billing.agents.add(ana)
        choose_state(ana.pk, "available", chosen_by=cast.ana, now=timezone.now())
        answer = admin.post(f"{PEOPLE}{ana.user_id}/switch-off/")
        assert answer["Location"] == PEOPLE
        ana.refresh_from_db()
        assert (ana.state, places(ana.user)) == (AgentState.OFFLINE, {})
        assert "Switched off" in text(admin.get(PEOPLE))
        client.force_login(cast.ana)
        assert client.get("/desk/").status_code == 302

    def test_what_they_did_stays(self, admin, ana, cast):
        choose_state(ana.pk, "available", chosen_by=cast.ana, now=timezone.now())
        admin.post(f"{PEOPLE}{ana.user_id}/switch-off/")
        states = ana.state_changes.order_by("started_at").values_list("state")
        assert [state for (state,) in states] == ["offline", "available", "offline"]

    def test_open_screens_learn_of_it(self, transactional_db, cast, monkeypatch):
        told = set()
        monkeypatch.setattr("live.doorbell.ring", told.update)
        actions.switch_off(cast.ana.pk, by=cast.adam, now=timezone.now())
        assert topics.session(cast.ana.pk) in told

    def test_switched_on_they_have_their_role_and_no_queue(self, admin, ana, cast):
        for act in ("switch-off", "switch-on"):
            assert admin.post(f"{PEOPLE}{ana.user_id}/{act}/").status_code == 302
        ana.refresh_from_db()
        assert ana.retired_at is None
        assert role_of(User.objects.get(pk=ana.user_id)) is Role.AGENT

    def test_a_supervisor_cannot_set_the_state_of_who_is_gone(self, admin, ana):
        admin.post(f"{PEOPLE}{ana.user_id}/switch-off/")
        answer = admin.post(f"/agents/{ana.pk}/state/", {"state": "available"})
        assert answer.status_code == 404

    def test_not_oneself(self, cast):
        make_user("anna", Role.ADMIN)
        with pytest.raises(Refused, match="You cannot switch yourself off"):
            actions.switch_off(cast.adam.pk, by=cast.adam, now=timezone.now())

    def test_not_the_last_admin(self, cast):
        with pytest.raises(Refused, match="Nobody else manages people"):
            actions.switch_off(cast.adam.pk, by=cast.sofia, now=timezone.now())


class TestFinding:
    @pytest.mark.parametrize(
        ("wanted", "expected"),
        [
            ({}, {"adam", "sofia", "ana", "ben", "eve"}),
            ({"search": "SÓF"}, {"sofia"}),
            ({"search": "@example.org"}, {"ben"}),
            ({"role": "agent"}, {"ana", "ben"}),
            ({"role": "supervisor"}, {"sofia"}),
            ({"role": "admin"}, {"adam"}),
            ({"state": "off"}, {"ben"}),
            ({"state": "waiting"}, {"eve"}),
            ({"state": "active", "role": "agent"}, {"ana"}),
            ({"role": "boss", "state": "?"}, {"adam", "sofia", "ana", "ben", "eve"}),
        ],
    )
    def test_by_what_the_address_says(self, admin, cast, wanted, expected):
        User.objects.filter(username="ben").update(
            is_active=False, email="ben@example.org"
        )
        cast.eve.set_unusable_password()
        cast.eve.save()
        lines = admin.get(PEOPLE, wanted).context["lines"]
        assert {line.user.username for line in lines} == expected

    def test_by_team(self, admin, cast):
        nights = Team.objects.create(name="Nights")
        nights.members.add(cast.ana, cast.sofia)
        lines = admin.get(PEOPLE, {"team": nights.pk}).context["lines"]
        assert [line.user for line in lines] == [cast.ana, cast.sofia]

    def test_queries_do_not_grow_with_the_people(self, admin, billing):
        def count():
            with CaptureQueriesContext(
                connection,
            ) as captured:
                admin.get(PEOPLE)
            return len(captured)

        few = count()
        for number in range(12):
            given = Given(
                f"Person {number}",
                f"p{number}@example.org",
                shipped_role(Role.AGENT),
                Reach.OWN_QUEUES,
                phone=f"sip:p{number}@sip.telnyx.com",
                places={billing: 1},
            )
            actions.add_person(given, by=None, now=timezone.now())
        assert count() <= few + 1

    def test_page_after_the_fiftieth(self, admin):
        User.objects.bulk_create(
            User(username=f"u{number:02}", first_name=f"Zed {number:02}")
            for number in range(60)
        )
        answer = admin.get(PEOPLE, {"page": 2})
        assert len(answer.context["lines"]) == 15
        assert "Page 2 of 2" in text(answer)
