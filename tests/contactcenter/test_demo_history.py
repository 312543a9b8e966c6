"""Three weeks of calls, written a day at a time, with the shape of a day and of a week."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from calls.models import Call
from contactcenter.demo.history import days_until, fill
from outcomes.models import Remark
from queues.models import QueueEntry

MONDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 1)
LATER = datetime(2026, 3, 9, tzinfo=UTC)


@pytest.fixture
def demo(world, settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    call_command("seed_demo", verbosity=0)


def of_day(day: date):
    return Call.objects.filter(call_session_id__startswith=f"history-{day:%Y%m%d}-")


def test_a_day_is_written_once(demo, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        written = fill(MONDAY, until=LATER)
    assert written == of_day(MONDAY).count() > 200
    assert fill(MONDAY, until=LATER) == 0


def test_days_and_hours_have_their_shape(demo):
    fill(MONDAY, until=LATER)
    fill(SUNDAY, until=LATER)
    assert of_day(SUNDAY).count() * 4 < of_day(MONDAY).count()
    begun = of_day(MONDAY).values_list("started_at", flat=True)
    hours = Counter(timezone.localtime(at).hour for at in begun)
    assert hours[10] > 2 * hours[8]
    assert min(hours) >= 8
    assert max(hours) <= 20


def test_most_are_answered_in_time_and_some_give_up(demo):
    fill(MONDAY, until=LATER)
    stays = QueueEntry.objects.filter(call__in=of_day(MONDAY))
    in_time = stays.filter(state="answered", waited_ms__lte=20_000).count()
    assert 0.7 <= in_time / stays.count() <= 0.9
    assert 0.02 <= stays.filter(state="abandoned").count() / stays.count() <= 0.2
    assert Remark.objects.filter(call__in=of_day(MONDAY)).exclude(text="").exists()


def test_the_history_goes_back_three_weeks_the_newest_first():
    days = days_until(datetime(2026, 3, 23, 12, tzinfo=UTC))
    assert (days[0], days[-1], len(days)) == (date(2026, 3, 23), MONDAY, 22)


def test_today_is_told_as_far_as_it_is_over(demo):
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    fill(MONDAY, until=noon)
    begun = of_day(MONDAY).values_list("started_at", flat=True)
    assert 50 < len(begun) < 150
    assert max(begun) < noon


def test_what_was_made_up_is_read_like_every_other_call(demo, client, cast):
    fill(MONDAY, until=LATER)
    client.force_login(cast.sofia)
    call = of_day(MONDAY).exclude(talking_at=None).first()
    assert client.get("/calls/?state=ended").status_code == 200
    assert client.get(f"/calls/{call.pk}/").status_code == 200
