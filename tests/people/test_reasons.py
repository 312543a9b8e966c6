"""The reasons for not being ready, as admins set them and as agents find them."""

import pytest
from django.utils import timezone

from agents.actions import choose_state
from agents.models import NotReadyReason
from tests.people.pages import errors, text
from tests.support.screens import OpenScreen

REASONS = "/settings/reasons/"


def said(**changes):
    given = {"name": "Coaching", "position": 1, "icon": "users", "is_offered": "on"}
    return {**given, **changes}


def test_those_of_the_beginning_have_their_looks(db):
    lunch, training = (
        NotReadyReason.objects.get(name=name) for name in ("Lunch", "Training")
    )
    assert (lunch.icon, lunch.counts_as_work) == ("utensils", False)
    assert (training.icon, training.counts_as_work) == ("graduation-cap", True)


def test_open_desk_offers_a_new_reason_at_once(
    transactional_db, admin, cast, ana, monkeypatch
):
    desk = OpenScreen(cast.ana, "desk", None, monkeypatch)
    answer = admin.post(f"{REASONS}new/", said(counts_as_work="on"))
    assert answer["Location"] == REASONS
    desk.assert_equals_reload()
    assert "Coaching" in desk.html
    assert NotReadyReason.objects.get(name="Coaching").counts_as_work


def test_menu_has_the_admins_order(cast, ana, admin):
    admin.post(f"{REASONS}new/", said(position=0, name="Air"))
    form = admin.get("/agents/").content.decode()
    assert form.index("Air") < form.index("Break")


def test_one_that_is_taken_off_the_menu_cannot_be_chosen(admin, cast, ana, client):
    reason = NotReadyReason.objects.get(name="Lunch")
    admin.post(
        f"{REASONS}{reason.pk}/", {"name": "Lunch", "position": 1, "icon": "utensils"}
    )
    client.force_login(cast.ana)
    assert "Lunch" not in text(client.get("/desk/"))
    answer = client.post(
        "/agents/me/state/",
        {"state": "not_ready", "reason": "Lunch"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"name": "LUNCH"}, "name", "Lunch exists already"),
        ({"name": ""}, "name", "This must not stay empty."),
        ({"position": "-1"}, "position", "Between 0 and 1000."),
        ({"position": "1.5"}, "position", "Write a whole number."),
        ({"icon": "skull"}, "icon", "Choose one of the list."),
    ],
)
def test_what_cannot_be_is_said_at_its_field(admin, changes, field, sentence):
    found = errors(admin.post(f"{REASONS}new/", said(**changes)))
    assert sentence in found[field][0]


def test_only_one_that_nobody_chose_is_deleted(admin, cast, ana):
    lunch = NotReadyReason.objects.get(name="Lunch")
    choose_state(ana.pk, "not_ready", "Lunch", chosen_by=cast.ana, now=timezone.now())
    answer = admin.post(f"{REASONS}{lunch.pk}/delete/", follow=True)
    assert "Lunch has been used, and its times are kept" in text(answer)
    paperwork = NotReadyReason.objects.get(name="Paperwork")
    admin.post(f"{REASONS}{paperwork.pk}/delete/")
    assert set(NotReadyReason.objects.values_list("name", flat=True)) == {
        "Break",
        "Lunch",
        "Training",
    }
