"""The pages of flows: written, tried, published, deleted."""

import pytest
from django.test import Client

from flows.models import Flow, FlowVersion
from hours.models import Schedule
from provisioning.models import PhoneNumber
from queues.models import InboundRoute
from tests.factories import make_queue


@pytest.fixture
def adam(cast):
    client = Client()
    client.force_login(cast.adam)
    return client


@pytest.fixture
def given(db):
    billing, support = make_queue("Billing"), make_queue("Support")
    number = PhoneNumber.objects.create(number="+15550100190")
    return {
        "name": "Front door",
        "person": billing.pk,
        "schedule": Schedule.objects.create(name="Office").pk,
        "closed-kind": "words",
        "closed-text": "We are closed.",
        "text": "For support press 1.",
        "wrong": "Sorry.",
        "seconds": "5",
        "tries": "2",
        "choice0-digit": "1",
        "choice0-kind": "queue",
        "choice0-queue": support.pk,
        "phone_numbers": [number.pk],
    }


def post(client, address, given):
    return client.post(address, given, follow=True).content.decode()


def test_a_draft_is_drawn_and_tried_before_any_caller_meets_it(adam, given):
    page = post(adam, "/settings/flows/new/", given)
    assert "no caller meets it before it is published" in page
    assert not FlowVersion.objects.exists()
    assert "<svg" in page
    flow = Flow.objects.get()
    page = adam.get(f"/settings/flows/{flow.pk}/?is_open=open&digits=1")
    stops = page.context["stops"]
    assert [stop[:2] for stop in stops] == [
        ("Opening hours", "Office"),
        ("Menu", "For support press 1."),
        ("A queue", "Support"),
    ]
    page = adam.get(f"/settings/flows/{flow.pk}/?is_open=closed&digits=")
    assert page.context["stops"][-1][1] == "We are closed."


def test_a_published_flow_leads_its_numbers_and_says_its_version(adam, given):
    page = post(adam, "/settings/flows/new/", {**given, "publish": "1"})
    assert "Callers who come from now on meet version 1." in page
    route = InboundRoute.objects.get()
    assert (route.flow, route.queue.name) == (Flow.objects.get(), "Billing")
    address = f"/settings/flows/{route.flow_id}/"
    page = post(adam, address, {**given, "phone_numbers": [], "publish": "1"})
    assert "meet version 2" in page
    route.refresh_from_db()
    assert (route.flow, route.queue.name) == (None, "Billing")
    assert "Front door" in adam.get("/settings/flows/").content.decode()


@pytest.mark.parametrize(
    ("field", "text", "wrong"),
    [
        ("name", "", "This must not stay empty."),
        ("person", "", "This must not stay empty."),
        ("seconds", "99", "Between 2 and 30."),
        ("closed-kind", "", "Choose where they go on to."),
        ("choice0-queue", "", "Choose the queue."),
        ("choice0-kind", "", "Choose where they go on to."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(adam, given, field, text, wrong):
    page = adam.post("/settings/flows/new/", {**given, field: text})
    assert page.status_code == 422
    assert wrong in page.content.decode()
    assert not Flow.objects.exists()


def test_no_digit_leads_to_two_places(adam, given):
    twice = {**given, "choice1-digit": "1", "choice1-kind": "words"}
    twice["choice1-text"] = "Goodbye."
    page = adam.post("/settings/flows/new/", twice)
    assert "This digit leads somewhere above already." in page.content.decode()


def test_a_flow_that_leads_a_number_is_not_deleted(adam, given):
    post(adam, "/settings/flows/new/", {**given, "publish": "1"})
    flow = Flow.objects.get()
    page = post(adam, f"/settings/flows/{flow.pk}/delete/", {})
    assert "take its numbers away" in page
    InboundRoute.objects.update(flow=None)
    page = post(adam, f"/settings/flows/{flow.pk}/delete/", {})
    assert "The flow Front door was deleted." in page
    assert not Flow.objects.exists()
