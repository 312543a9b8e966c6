"""Times of webhooks are put onto our clock once, where they are stored."""

from datetime import UTC, datetime, timedelta

import pytest

from callcontrol.health.timekeeping import timekeeper
from callcontrol.inbox import Delivery, event_of, read_again, store
from callcontrol.models import ClockCorrection, Event, ProviderHealth
from callcontrol.states import EventSource, EventState
from tests.support.signing import body_of

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 29, 10, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def iso(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def webhook(name: str, occurred: float, *, ahead: float = 0, took: float = 0, **given):
    """A webhook of what occurred at `occurred` by Telnyx, and came `took` s later.

    Our clock is `ahead` seconds ahead.
    """
    sent = at(occurred + took)
    given.setdefault("occurred_at", iso(at(occurred)))
    return Delivery(
        raw=body_of("call.answered", id=name, **given),
        signature="signed",
        signed_at=str(int(sent.timestamp())),
        received_at=sent + timedelta(seconds=ahead),
        is_stale=abs(ahead) > 300,
    )


def time_of(name: str) -> float:
    row = Event.objects.get(event_id=name)
    assert row.occurred_at is not None
    return (row.occurred_at - START).total_seconds()


@pytest.mark.parametrize("ahead", [0, 0.4, 1.4, -1.4])
def test_clocks_that_agree_leave_times_alone(ahead):
    store([webhook("e1", 5.25, ahead=ahead)])
    assert time_of("e1") == 5.25
    assert not ClockCorrection.objects.exists()


@pytest.mark.parametrize("ahead", [60, -60, 12, -12, 299])
def test_very_first_webhook_is_put_onto_our_clock(ahead):
    [ready] = store([webhook("e1", 5.25, ahead=ahead)])
    assert time_of("e1") == pytest.approx(5.25 + ahead, abs=0.51)
    assert (ready.event.occurred_at - START).total_seconds() == time_of("e1")


@pytest.mark.parametrize("ahead", [60, -60])
def test_clock_that_is_set_between_two_calls_is_followed_at_once(ahead):
    store([webhook(f"before{n}", n) for n in range(5)])
    store([webhook("e1", 20, ahead=ahead), webhook("e2", 20.4, ahead=ahead)])
    timekeeper.forget()
    store([webhook("e3", 21, ahead=ahead)])
    for name, occurred in (("e1", 20), ("e2", 20.4), ("e3", 21)):
        if ahead > 0:
            assert time_of(name) == pytest.approx(occurred + ahead, abs=0.51)
        else:
            # Ours went back: nothing is put before what was known already.
            assert 4 <= time_of(name) < 4.2
    assert time_of("before4") < time_of("e1") < time_of("e2") < time_of("e3")


def test_clock_of_telnyx_that_is_set_between_two_calls_is_followed_at_once():
    """It jumps ahead by a minute: what occurs at 20 is said to have occurred at 80."""
    store([webhook(f"before{n}", n) for n in range(5)])
    store([webhook("e1", 80, ahead=-60), webhook("e2", 81, ahead=-60)])
    assert time_of("e1") == pytest.approx(20, abs=0.51)
    assert time_of("e2") - time_of("e1") == 1


def test_raw_bodies_stay_as_they_came():
    delivery = webhook("e1", 5, ahead=60)
    store([delivery])
    assert bytes(Event.objects.get().raw) == delivery.raw


def test_a_row_is_read_again_with_the_times_that_it_was_given():
    [ready] = store([webhook("e1", 5, ahead=60)])
    # What is known of the clock has changed since.
    ClockCorrection.objects.all().delete()
    timekeeper.forget()
    row = Event.objects.get()
    assert read_again(row) == ready
    assert event_of(row).occurred_at == row.occurred_at


def test_all_times_of_an_event_are_moved_together():
    times = {"start_time": iso(at(3))}
    [ready] = store([webhook("e1", 5, ahead=60, payload=times)])
    moved = ready.event.occurred_at - at(5)
    assert moved == pytest.approx(timedelta(seconds=60), abs=timedelta(seconds=0.51))
    assert ready.event.start_time == at(3) + moved


def test_what_has_no_time_of_its_own_occurred_when_it_came():
    delivery = webhook("e1", 5, ahead=60, occurred_at=None)
    store([delivery])
    assert Event.objects.get().occurred_at == delivery.received_at


def test_what_we_found_out_ourselves_is_on_our_clock_already():
    store([webhook("e1", 5, ahead=60)])
    body = body_of("call.hangup", id="ours", occurred_at=iso(at(66)))
    found = Delivery(body, "", "", at(66), source=EventSource.RECONCILE)
    store([found])
    assert time_of("ours") == 66


def test_the_size_of_a_run_and_the_order_in_it_do_not_matter():
    """One constant offset; what comes first only decides by which half second."""
    calls = [webhook(f"e{n}", n, ahead=60, took=n % 3) for n in range(6)]
    store(list(reversed(calls)))
    moved = {round(time_of(f"e{n}") - n, 6) for n in range(6)}
    assert len(moved) == 1


def test_old_webhook_that_is_sent_again_tells_nothing_of_the_time():
    store([webhook("e1", 0), webhook("e2", 1)])
    again = webhook("e1", 0, took=200)
    store([Delivery(again.raw, "signed", str(int(START.timestamp())), at(200))])
    assert not ClockCorrection.objects.exists()
    assert ProviderHealth.objects.get(channel="webhooks").clock_off_since is None


def test_released_webhook_gets_the_time_of_the_delivery_that_released_it():
    store([webhook("e1", 5, ahead=400)])
    assert Event.objects.get().state == EventState.QUARANTINED
    late = webhook("e1", 5, took=2)
    store([Delivery(late.raw, "signed", late.signed_at, at(7))])
    row = Event.objects.get()
    assert row.state == EventState.RECEIVED
    assert row.occurred_at is not None


def test_another_process_takes_over_what_one_has_found():
    store([webhook("e1", 5, ahead=60)])
    timekeeper.forget()
    store([webhook("e2", 9, ahead=60)])
    assert ClockCorrection.objects.count() == 1
    assert time_of("e2") - time_of("e1") == pytest.approx(4, abs=1e-6)


def test_clock_that_is_right_again_is_not_corrected_any_more():
    store([webhook("e1", 5, ahead=60)])
    store([webhook("e2", 100)])
    store([webhook("e3", 300)])
    assert time_of("e3") == 300
    assert time_of("e1") < time_of("e2")
