"""The pages of opening hours: written as text, read at once, and said back."""

import pytest
from django.test import Client

from hours.models import Schedule, Site
from hours.queries import opening_of
from live import clock
from queues.models import Queue
from tests.factories import make_queue

GIVEN = {
    "name": "Office",
    "time_zone": "Europe/Berlin",
    "monday": "9-12, 13-17",
    "friday": "9:00-15:00",
    "country": "DE",
    "region": "by",
    "special_days": "2026-12-24 closed Christmas Eve\n2026-05-01 as usual",
}


@pytest.fixture
def adam(cast):
    client = Client()
    client.force_login(cast.adam)
    return client


def post(client, address, **given):
    return client.post(address, given, follow=True)


def test_hours_are_added_and_say_what_was_understood(adam):
    page = post(adam, "/settings/hours/new/", **GIVEN)
    assert "The hours Office are saved." in page.content.decode()
    schedule = Schedule.objects.get()
    assert (schedule.monday, schedule.region) == ("9:00-12:00, 13:00-17:00", "BY")
    page = adam.get(f"/settings/hours/{schedule.pk}/").content.decode()
    assert "The next two weeks" in page
    assert "closed" in page


@pytest.mark.parametrize(
    ("field", "text", "wrong"),
    [
        ("monday", "nine to five", "Write times such as 9:00-12:00, 13:00-17:00."),
        ("special_days", "2026-02-30 closed", "Line 1: there is no such day."),
        ("region", "ZZ", "One of BB, BE, BW, BY"),
        ("time_zone", "Europe/Atlantis", "Choose one of the list."),
        ("name", "", "This must not stay empty."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(adam, field, text, wrong):
    page = adam.post("/settings/hours/new/", {**GIVEN, field: text})
    assert page.status_code == 422
    assert wrong in page.content.decode()
    assert not Schedule.objects.exists()


def test_hours_that_a_queue_has_are_not_deleted(adam):
    schedule = Schedule.objects.create(name="Office")
    queue = make_queue("Billing", schedule=schedule)
    page = post(adam, f"/settings/hours/{schedule.pk}/delete/").content.decode()
    assert "Office are the hours of a queue or a menu" in page
    Queue.objects.filter(pk=queue.pk).update(schedule=None)
    post(adam, f"/settings/hours/{schedule.pk}/delete/")
    assert not Schedule.objects.exists()


def test_the_zone_of_the_site_counts_for_hours_without_one(adam):
    post(adam, "/settings/hours/site/", time_zone="Asia/Tokyo")
    assert Site.objects.get().time_zone == "Asia/Tokyo"
    always = Schedule(name="Tokyo", monday="0:00-24:00")
    until = opening_of(always, now=clock.now()).until
    assert until is not None
    assert until.hour == 15  # midnight in Tokyo


def test_the_list_says_who_is_open_now(adam):
    days = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday"), "always")
    days |= dict.fromkeys(("friday", "saturday", "sunday"), "always")
    make_queue("Billing", schedule=Schedule.objects.create(name="Always", **days))
    Schedule.objects.create(name="Never")
    page = adam.get("/settings/hours/").content.decode()
    assert page.count(">Closed<") == 1
    assert "Billing" in page
