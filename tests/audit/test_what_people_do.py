"""Who did what to which thing, from where: read from the record after it was done."""

import pytest
from django.core.management import call_command
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from accounts.actions import give_role, shipped_role
from accounts.models import Team
from accounts.roles import Role
from accounts.states import Reach
from agents.actions import choose_state
from audit import actions, queries
from audit.models import AuditRow
from conferences.actions.supervising import supervise
from conferences.states import SupervisorRole
from provisioning.models import PhoneNumber
from queues.models import Queue
from tests.contactcenter.stage import Stage
from tests.factories import PASSWORD, make_agent, make_queue, make_user
from tests.people.pages import said, text

SETTINGS = "/settings/"


@pytest.fixture
def admin(cast):
    client = Client(REMOTE_ADDR="192.0.2.7")
    client.force_login(cast.adam)
    return client


def rows(**wanted) -> list[AuditRow]:
    return list(AuditRow.objects.filter(**wanted).order_by("pk"))


def told(**wanted) -> list[tuple[str, ...]]:
    """Return of each row what was done, to what, which field, from what to what."""
    return [
        (row.action, row.subject_name, row.field, row.old, row.new)
        for row in rows(**wanted)
    ]


def save_queue(client: Client, queue: Queue, **changes):
    """Post the form as it is shown, but for what is changed."""
    address = f"/queues/{queue.pk}/"
    form = client.get(address).context["form"]
    shown = [*form, *(field for need in form.needs for field in need)]
    given = {field.html_name: posted(field.value()) for field in shown}
    kept = {name: value for name, value in given.items() if value is not None}
    return client.post(address, kept | changes)


def posted(value):
    if isinstance(value, QuerySet):
        return [row.pk for row in value]
    return None if value is False else value


class TestSettings:
    def test_field_of_a_queue(self, admin, cast):
        queue = make_queue("Billing")
        save_queue(admin, queue, target_wait_secs=45)
        (row,) = rows(kind="queue")
        assert (row.kind, row.subject, row.subject_name) == (
            "queue",
            str(queue.pk),
            "Billing",
        )
        assert (row.field, row.old, row.new) == ("target_wait_secs", "120", "45")
        assert (row.actor, row.actor_name, row.address) == (
            cast.adam,
            "Adam",
            "192.0.2.7",
        )
        assert abs((timezone.now() - row.at).total_seconds()) < 60

    def test_form_shows_it_beside_the_field(self, admin):
        queue = make_queue("Billing")
        address = f"/queues/{queue.pk}/"
        assert "60 →" not in text(admin.get(address))
        save_queue(admin, queue, target_wait_secs=60)
        save_queue(admin, queue, target_wait_secs=45)
        page = " ".join(text(admin.get(address)).split())
        today = timezone.now().strftime("%d %b %Y")
        assert f"60 → 45, Adam, {today}" in page
        assert "120 → 60" not in page

    def test_members_of_a_queue_and_its_numbers(self, admin, cast):
        ana, ben = make_agent(cast.ana), make_agent(cast.ben)
        first, second = make_queue("Billing", agents=[ana]), make_queue("Support")
        number = PhoneNumber.objects.create(number="+15550100190")
        save_queue(admin, first, agents=[ben.pk], phone_numbers=[number.pk])
        assert told(kind="queue")[:2] == [
            ("changed", "Billing", "agents", ana.name, ben.name),
            ("changed", "Billing", "phone_numbers", "", number.number),
        ]
        admin.post(f"/queues/numbers/{number.pk}/route/", {"queue": second.pk})
        assert told(kind="number") == [
            ("changed", number.number, "queue", "", "Billing"),
            ("changed", number.number, "queue", "Billing", "Support"),
        ]

    def test_queue_that_is_retired_and_deleted(self, admin):
        queue = make_queue("Billing")
        for act in ("retire", "restore", "delete"):
            admin.post(f"/queues/{queue.pk}/{act}/")
        done = [(row.action, row.field) for row in rows(kind="queue")]
        assert done == [
            ("changed", "retired_at"),
            ("changed", "retired_at"),
            ("deleted", ""),
        ]
        assert "target wait, seconds: 120" in rows(kind="queue")[-1].old

    def test_person(self, admin, cast):
        admin.post(f"{SETTINGS}people/new/", said(phone="lena@sip.telnyx.com"))
        (added,) = rows(kind="person", action="added")
        assert added.subject_name == "Lena Park"
        assert (
            "role: Agent; scope of the role: their own queues; phone: lena@sip.telnyx.com"
            in added.new
        )
        address = f"{SETTINGS}people/{added.subject}/"
        admin.post(address, said(role="supervisor"))
        assert told(kind="person", action="changed") == [
            ("changed", "Lena Park", "role", "Agent", "Supervisor"),
        ]
        assert "Agent → Supervisor" in text(admin.get(address))
        admin.post(f"{address}switch-off/")
        assert told(field="is_active") == [
            ("changed", "Lena Park", "is_active", "yes", "no")
        ]

    def test_team_and_reason(self, admin, cast):
        admin.post(f"{SETTINGS}teams/new/", {"name": "Days", "members": [cast.ana.pk]})
        (team,) = rows(kind="team")
        admin.post(f"{SETTINGS}teams/{team.subject}/", {"name": "Nights"})
        assert told(kind="team")[1:] == [
            ("changed", "Nights", "name", "Days", "Nights"),
            ("changed", "Nights", "members", "Ana", ""),
        ]
        assert rows(field="members")[0].is_list
        admin.post(
            f"{SETTINGS}reasons/new/", {"name": "Air", "position": 1, "icon": "clock"}
        )
        assert told(kind="reason")[0][:2] == ("added", "Air")

    def test_what_is_refused_is_not_noted(self, admin):
        queue = make_queue("Billing")
        make_queue("Support")
        save_queue(admin, queue, name="Support")
        assert rows(kind="queue") == []


class TestSigningIn:
    LOGIN = "/accounts/login/"

    def test_in_and_out(self, cast):
        client = Client(REMOTE_ADDR="192.0.2.9")
        client.post(self.LOGIN, {"login": "ana", "password": PASSWORD})
        client.post("/accounts/logout/")
        found = [(r.action, r.actor, r.subject, r.address) for r in rows()]
        ana = (cast.ana, str(cast.ana.pk), "192.0.2.9")
        assert found == [("signed_in", *ana), ("signed_out", *ana)]

    def test_wrong_password_is_by_nobody_about_the_account(self, cast):
        client = Client(REMOTE_ADDR="192.0.2.9")
        client.post(self.LOGIN, {"login": "ana", "password": "guess"})
        (row,) = rows()
        assert (row.action, row.actor, row.subject) == (
            "sign_in_failed",
            None,
            str(cast.ana.pk),
        )
        assert (row.address, row.new) == ("192.0.2.9", "wrong password")

    def test_what_was_typed_as_an_unknown_name_is_not_kept(self, cast):
        Client().post(self.LOGIN, {"login": "my secret password", "password": "x"})
        (row,) = rows()
        assert row.action == "sign_in_failed"
        assert "secret" not in " ".join(row.said)

    def test_link_for_a_password(self, admin, cast):
        admin.post(f"{SETTINGS}people/{cast.ana.pk}/link/")
        assert told(action="protected") == [
            ("protected", "Ana", "", "", "link for a new password made")
        ]

    def test_terminal_has_no_account(self, cast, capsys):
        call_command("make_admin", name="Eva", email="eva@example.org")
        assert {row.actor_name for row in rows(kind="person")} == {"the terminal"}


class TestWhatIsDoneToOthers:
    def test_state_set_for_somebody_else_is_told_and_ones_own_is_not(self, cast):
        ana = make_agent(cast.ana)
        now = timezone.now()
        choose_state(ana.pk, "available", chosen_by=cast.ana, now=now)
        choose_state(ana.pk, "not_ready", "Lunch", chosen_by=cast.sofia, now=now)
        assert told() == [("state_set", ana.name, "state", "Available", "Lunch")]
        assert rows()[0].actor == cast.sofia

    def test_hearing_and_download(self, cast, settings, tmp_path):
        settings.DATA_DIR = tmp_path
        recording = Stage(cast).recording
        before = len(rows())
        client = Client()
        client.force_login(cast.sofia)
        for _ in range(3):
            client.get(f"/recordings/{recording.pk}/audio")
        client.get(f"/recordings/{recording.pk}/download")
        done = [(row.action, row.subject) for row in rows()[before + 1 :]]
        key = str(recording.pk)
        assert done == [("heard", key), ("downloaded", key)]

    def test_monitoring(self, cast, settings, tmp_path):
        settings.DATA_DIR = tmp_path
        stage = Stage(cast)
        supervise(
            call=stage.call,
            role=SupervisorRole.WHISPER,
            supervisor=cast.adam,
            now=timezone.now(),
        )
        assert told(action="supervised") == [
            ("supervised", str(stage.call.pk), "", "", "Coach")
        ]


class TestPage:
    def test_auditor_reads_it_and_finds_it_in_the_rail(self, client, cast):
        olaf = make_user("olaf", Role.AUDITOR)
        client.force_login(olaf)
        assert f'href="{SETTINGS}audit/"' in client.get("/board/").content.decode()
        assert client.get(f"{SETTINGS}audit/").status_code == 200

    def test_auditor_of_a_team_does_not(self, client, cast):
        olaf = make_user("olaf", Role.AUDITOR)
        nights = Team.objects.create(name="Nights")
        give_role(olaf, shipped_role(Role.AUDITOR), Reach.CHOSEN, teams=[nights])
        client.force_login(olaf)
        assert f'href="{SETTINGS}audit/"' not in client.get("/board/").content.decode()
        assert client.get(f"{SETTINGS}audit/").status_code == 403

    def test_filters(self, admin, cast):
        queue = make_queue("Billing")
        save_queue(admin, queue, sl_goal=90)
        admin.post(f"{SETTINGS}teams/new/", {"name": "Nights"})
        page = text(admin.get(f"{SETTINGS}audit/"))
        assert "3 found" in page
        assert "192.0.2.7" in page
        for query, count in (
            ("kind=queue", 1),
            ("action=added", 1),
            (f"person={cast.adam.pk}", 3),
            (f"person={cast.ana.pk}", 0),
            ("name=nig", 1),
            ("first_day=2020-01-01&last_day=2020-01-02", 0),
            ("first_day=2020-01-01", 3),
        ):
            found = text(admin.get(f"{SETTINGS}audit/?{query}"))
            assert f"{count} found" in found, query

    def test_file_holds_what_the_filter_asks_for_and_is_noted_itself(self, admin):
        admin.post(f"{SETTINGS}teams/new/", {"name": "=1+1"})
        answer = admin.get(f"{SETTINGS}audit/file/?kind=team")
        lines = b"".join(answer.streaming_content).decode().splitlines()
        assert len(lines) == 2
        assert ",'=1+1," in lines[1]
        assert told(action="exported") == [("exported", "", "", "", "kind=team")]

    def test_number_of_questions_does_not_grow_with_the_rows(
        self, admin, django_assert_max_num_queries
    ):
        queue = make_queue("Billing")
        for goal in range(50, 70):
            save_queue(admin, queue, sl_goal=goal)
        with django_assert_max_num_queries(12):
            admin.get(f"{SETTINGS}audit/")


def test_everything_that_was_done_is_sealed(admin, cast):
    admin.post(f"{SETTINGS}teams/new/", {"name": "Nights"})
    note = rows()
    assert actions.seal() == len(note)
    assert list(queries.flaws(timezone.now())) == []
