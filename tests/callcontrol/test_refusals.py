"""Unsigned requests are counted, and cost no row each."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError

from callcontrol import door, inbox
from callcontrol import refusals as counting
from callcontrol.models import Event, RefusedWebhooks
from callcontrol.refusals import Refusals
from tests.support.signing import OTHER_KEY, body_of, headers_of

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2026, 3, 4, 10, 20, 30, tzinfo=UTC)


def kept():
    return list(RefusedWebhooks.objects.values_list("count", "last_at", "reason"))


def test_two_processes_add_to_the_row_of_the_minute():
    one, other = Refusals(), Refusals()
    one.count("no known key", now=AT)
    one.count("no known key", now=AT + timedelta(seconds=1))
    other.count("no signature", now=AT + timedelta(seconds=2))

    one.write()
    other.write()

    assert kept() == [(3, AT + timedelta(seconds=2), "no signature")]


def test_nothing_is_written_when_nothing_was_refused(django_assert_num_queries):
    with django_assert_num_queries(0):
        Refusals().write()


def test_old_minutes_are_forgotten():
    refusals = Refusals()
    refusals.count("old", now=AT)
    refusals.write()
    refusals.count("new", now=AT + inbox.REFUSED_KEPT_FOR + timedelta(minutes=1))
    refusals.write()

    assert [reason for _, _, reason in kept()] == ["new"]


def test_a_database_that_is_away_costs_no_count(monkeypatch):
    refusals = Refusals()
    refusals.count("no known key", now=AT, times=5)

    def fail(*_, **__):
        refusals.count("meanwhile", now=AT + timedelta(seconds=1))
        raise OperationalError("away")

    with monkeypatch.context() as context:
        context.setattr(inbox, "count_refused", fail)
        refusals.write()
    refusals.write()

    assert kept() == [(6, AT + timedelta(seconds=1), "meanwhile")]


@pytest.mark.usefixtures("telnyx_key")
async def test_the_door_counts_many_with_one_row_and_no_body(monkeypatch):
    monkeypatch.setattr(counting, "SECONDS_TO_GATHER", 0.05)
    refusals = Refusals()
    monkeypatch.setattr(door, "refusals", refusals)
    added = []
    add = inbox.count_refused

    def adding(count, **about):
        added.append(count)
        add(count, **about)

    monkeypatch.setattr(inbox, "count_refused", adding)
    bodies = [body_of(id=f"e{number}") for number in range(20)]

    statuses = await asyncio.gather(*(_knock(body) for body in bodies))
    await _written()

    assert set(statuses) == {401}
    assert added == [20]
    assert await sync_to_async(Event.objects.count)() == 0
    ((count, _, reason),) = await sync_to_async(kept)()
    assert (count, reason) == (20, "no known key made this signature")


async def _written():
    for _ in range(500):
        rows = await sync_to_async(kept)()
        if rows and rows[0][0]:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nothing was written within five seconds")


async def _knock(body):
    headers = headers_of(body, key=OTHER_KEY)
    scope = {
        "method": "POST",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    sent = []

    async def receive():
        return {"body": body}

    async def send(message):
        sent.append(message)

    await door.webhook_door(scope, receive, send)
    return sent[0]["status"]
