"""The server knows who has a screen open, at the price of one statement for all."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from live.models import Presence
from live.presence import attendance
from live.presence.actions import note_present, note_watching
from live.presence.queries import BREAK, is_present, present, watching_since
from tests.factories import make_user
from tests.live.conftest import Browser, in_thread, session_of

TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.mark.django_db
def test_many_people_are_one_statement():
    people = [make_user(f"agent{number}", Role.AGENT).pk for number in range(20)]
    with CaptureQueriesContext(connection) as statements:
        note_present(people, now=TEN)
    assert [one["sql"].split()[0] for one in statements] == ["INSERT"]
    later = TEN + timedelta(seconds=5)
    note_present(people[:1], now=later)
    assert Presence.objects.get(seen_at=later).user_id == people[0]
    assert Presence.objects.count() == 20


@pytest.mark.django_db
def test_nobody_is_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        note_present([], now=TEN)


@pytest.mark.django_db
def test_who_was_there_a_moment_ago_is_present():
    ana = make_user("ana", Role.AGENT)
    note_present([ana.pk], now=TEN)
    within = timedelta(seconds=20)
    for seconds, is_there in ((19, True), (20, False)):
        now = TEN + timedelta(seconds=seconds)
        assert is_present(ana.pk, within=within, now=now) is is_there
        assert present(within=within, now=now).exists() is is_there


@pytest.mark.django_db
def test_a_site_that_looks_without_a_break_knows_since_when(django_assert_num_queries):
    assert watching_since(now=TEN) is None
    for seconds in range(0, 60, 5):
        note_watching(now=TEN + timedelta(seconds=seconds))
    assert watching_since(now=TEN + timedelta(seconds=60)) == TEN
    with django_assert_num_queries(1):
        note_watching(now=TEN + timedelta(seconds=60))


@pytest.mark.django_db
@pytest.mark.parametrize("step", [BREAK * 2, -BREAK * 2], ids=["restart", "clock set"])
def test_after_a_break_the_site_looks_since_then(step):
    note_watching(now=TEN)
    again = TEN + step
    if step > timedelta():
        assert watching_since(now=again) is None
    note_watching(now=again)
    assert watching_since(now=again) == again


async def test_people_of_open_sockets_are_noted_while_their_pages_answer(
    running_hub, monkeypatch
):
    monkeypatch.setattr(attendance, "SECONDS_BETWEEN_NOTES", 0.02)
    monkeypatch.setattr(attendance, "SECONDS_TO_GATHER", 0.01)
    ana = await in_thread(make_user)("ana", Role.AGENT)
    browser = Browser("/live/stage/", await in_thread(session_of)(ana))
    assert await browser.open() == "accepted"
    first = await seen_after(ana, None)
    # The page sleeps: its socket stays open, and says nothing.
    seen = await seen_when_quiet(ana)
    assert seen - first < timedelta(seconds=1)
    await browser.say('{"beat": 1}')
    again = await seen_after(ana, seen)
    assert again > seen
    await browser.leave()
    await asyncio.sleep(0.1)
    assert await in_thread(seen_of)(ana) == again
    assert await in_thread(looks_now)()


async def seen_after(user, moment):
    """Wait until somebody was seen again; a test that waits too long fails."""
    async with asyncio.timeout(10):
        while (seen := await in_thread(seen_of)(user)) in (None, moment):
            pass
    return seen


async def seen_when_quiet(user):
    """Return when somebody was last seen, once that has not changed for a while."""
    async with asyncio.timeout(10):
        while True:
            seen = await in_thread(seen_of)(user)
            await asyncio.sleep(0.2)
            if await in_thread(seen_of)(user) == seen:
                return seen


def looks_now():
    return watching_since(now=datetime.now(UTC)) is not None


def seen_of(user):
    return Presence.objects.filter(user=user).values_list("seen_at", flat=True).first()
