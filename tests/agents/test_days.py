"""What a day adds up to, and what of it is drawn."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from agents.actions import choose_state, finish_wrap_up
from agents.days import day_of, midnight_of, stretches_of
from tests.agents.conftest import NOW, after, learn, rings, talks


def talk(agent, since: float) -> None:
    """A call of 60 s, with a wrap-up of 20 s."""
    held = rings(agent, since)
    facts = {"caller": "Carl", "wrap_up": timedelta(seconds=20)}
    learn(held, now=since + 5, connected_at=since + 5, **facts)
    learn(held, now=since + 65, over_at=since + 65)
    finish_wrap_up(agent.pk, by=agent.user, now=after(since + 85 - 0.001))


def test_a_day_in_figures(free):
    talk(free, 100)
    talk(free, 400)
    learn(rings(free, 600), now=620, over_at=620, is_missed=True)
    free.refresh_from_db()
    day = day_of(free, now=after(3600))
    assert (day.calls, day.missed) == (2, 1)
    assert round(day.aht.total_seconds()) == 80
    # 160 s of some 619 s with callers or without.
    assert day.occupancy == 26
    assert dict(day.hours)[9] == 2


def test_what_goes_on_counts_for_nothing_yet(free):
    talks(free)
    day = day_of(free, now=after(50))
    assert (day.calls, day.aht, day.occupancy) == (1, None, 0)
    assert day == day_of(free, now=after(5000))


def test_a_day_without_anything(ana):
    day = day_of(ana, now=after(10))
    assert (day.calls, day.missed, day.aht, day.occupancy) == (0, 0, None, None)
    assert (day.parts, sum(count for _, count in day.hours)) == ([], 0)


def test_parts_fill_the_whole(free):
    talk(free, 100)
    choose_state(free.pk, "not_ready", "Lunch", chosen_by=free.user, now=after(300))
    choose_state(free.pk, "available", chosen_by=free.user, now=after(500))
    parts = day_of(free, now=after(501)).parts
    assert [part.key for part in parts] == ["talk", "wrap-up", "free", "away"]
    assert sum(part.share for part in parts) == 100
    assert parts[0].x == 0


def test_the_strip_says_from_when_to_when_and_who_set_it(free, cast):
    choose_state(free.pk, "not_ready", "Lunch", chosen_by=cast.sofia, now=after(3600))
    offline, available, lunch = stretches_of(free, now=after(4000))
    assert (available.label, available.by) == ("Available", "Ana")
    assert (lunch.label, lunch.by, lunch.ended_at) == (
        "Not ready · Lunch",
        "Sofia",
        None,
    )
    assert (lunch.began_at, available.ended_at) == (after(3600), after(3600))
    # From nine to ten of a day of 24 hours.
    assert (available.x, available.width) == ("37.501", "4.166")
    assert not offline.is_drawn


def test_what_began_yesterday_is_drawn_from_midnight(free):
    tomorrow = NOW + timedelta(days=1)
    [stretch] = stretches_of(free, now=tomorrow)
    assert stretch.began_at == midnight_of(tomorrow)
    assert stretch.x == "0.000"


@pytest.mark.parametrize("hour", [0, 12, 23])
def test_midnight_is_that_of_the_site(settings, hour):
    settings.TIME_ZONE = "UTC"
    now = datetime(2026, 3, 2, hour, 30, tzinfo=UTC)
    assert midnight_of(now) == datetime(2026, 3, 2, tzinfo=UTC)


def test_an_agent_of_others_has_no_page(free, cast):
    client = Client()
    client.force_login(cast.ben)
    assert client.get(f"/agents/{free.pk}/").status_code == 403
