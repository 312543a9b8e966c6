"""The periods, the holds and the job, as admins set and see them."""

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import AuditRow
from calls.models import Call
from privacy import tasks
from privacy.models import DeletionRun, LegalHold, Retention
from tests.factories import make_queue
from tests.people.pages import errors, text

PAGE = "/settings/retention/"


@pytest.fixture
def admin(cast):
    client = Client()
    client.force_login(cast.adam)
    return client


@pytest.fixture
def call(db):
    return Call.objects.create(
        call_session_id="1", connection_id="1", state="ended", started_at=timezone.now()
    )


def periods():
    rows = Retention.objects.exclude(days=None)
    return set(rows.values_list("purpose", "queue__name", "days"))


def test_periods_are_set_usually_and_by_queue(admin):
    queue = make_queue("Billing")
    given = {"audio": "90", "calls": "365", f"audio_{queue.pk}": "30"}
    assert admin.post(PAGE, given).status_code == 302
    expected = {("audio", None, 90), ("calls", None, 365), ("audio", "Billing", 30)}
    assert periods() == expected
    form = admin.get(PAGE).context["form"]
    assert {name: form[name].value() for name in given} == {
        name: int(days) for name, days in given.items()
    }
    admin.post(PAGE, {"audio": "60"})
    assert periods() == {("audio", None, 60)}
    (change,) = AuditRow.objects.filter(kind="retention", field="days", new="60")
    assert (change.subject_name, change.old) == ("Audio of recordings", "90")


@pytest.mark.parametrize("days", ["1", "-5", "many", "40000"])
def test_what_cannot_be_is_said_at_its_field(admin, days):
    assert "audio" in errors(admin.post(PAGE, {"audio": days, "calls": "30"}))
    assert periods() == set()


def test_job_is_started_and_its_progress_shown(admin):
    assert "Nothing has an end" in text(admin.post(f"{PAGE}start/", follow=True))
    admin.post(PAGE, {"calls": "30"})
    admin.post(f"{PAGE}start/")
    assert "hx-trigger" in admin.get(f"{PAGE}progress/").content.decode()
    tasks.delete_old()
    assert DeletionRun.objects.get(requested_by__isnull=False).ended_at
    assert "Done" in text(admin.get(PAGE))


def test_call_is_held_and_let_go(admin, cast, call):
    address = f"/settings/calls/{call.pk}"
    page = f"/calls/{call.pk}/"
    assert "Hold this call" in text(admin.get(page))
    admin.post(f"{address}/hold/", {"reason": "A complaint"})
    hold = LegalHold.objects.get()
    assert (hold.reason, hold.placed_by) == ("A complaint", cast.adam)
    assert "A complaint" in text(admin.get(page))
    assert "A complaint" in text(admin.get(PAGE))
    assert "held already" in text(
        admin.post(f"{address}/hold/", {"reason": "Again"}, follow=True)
    )
    admin.post(f"{address}/lift-hold/")
    assert not LegalHold.objects.filter(lifted_at=None).exists()
    done = AuditRow.objects.filter(kind="call").order_by("pk")
    assert list(done.values_list("action", "new")) == [
        ("held", "A complaint"),
        ("released", ""),
    ]


def test_others_see_no_hold(cast, call):
    client = Client()
    client.force_login(cast.sofia)
    assert "Legal hold" not in text(client.get(f"/calls/{call.pk}/"))
