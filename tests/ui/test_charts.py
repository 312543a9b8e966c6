from datetime import UTC, datetime, timedelta

import pytest

from ui.charts import Bars, Pressure, level, polyline, share_level
from ui.ticking import clock

NOW = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


def waiting_for(*seconds: float) -> Pressure:
    entered = tuple(NOW - timedelta(seconds=wait) for wait in seconds)
    return Pressure(entered, 120, NOW)


@pytest.mark.parametrize(
    ("wait", "expected"), [(0, "ok"), (83, "ok"), (84, "warn"), (120, "bad")]
)
def test_wait_is_amber_from_seven_tenths_of_its_limit(wait, expected):
    assert level(wait, 84, 120) == expected


@pytest.mark.parametrize(
    ("share", "expected"), [(80, "ok"), (79.9, "warn"), (70, "warn"), (69.9, "bad")]
)
def test_share_is_red_ten_points_below_its_goal(share, expected):
    assert share_level(share, 80) == expected


def test_tick_stands_where_the_wait_is():
    places = [(color, place) for _, color, place in waiting_for(0, 90, 120).ticks()]
    assert places == [("ok", "0.00"), ("warn", "49.00"), ("bad", "65.33")]


def test_tick_stays_on_the_axis_however_long_the_wait():
    places = [place for _, _, place in waiting_for(100_000, -5).ticks()]
    assert places == ["98.00", "0.00"]


def test_pressure_is_told_in_words():
    assert waiting_for().words(clock) == "Nobody waits"
    assert waiting_for(10, 130).words(clock) == "2 waiting, 1 longer than 2:00"


def test_polyline_fills_its_box():
    assert polyline([1, 3, 2], 84, 28) == "0.0,26.0 42.0,2.0 84.0,14.0"


@pytest.mark.parametrize("points", [[], [4]])
def test_polyline_of_fewer_than_two_points_is_empty(points):
    assert polyline(points, 84, 28) == ""


def test_polyline_of_equal_points_is_flat():
    assert polyline([5, 5], 84, 28) == "0.0,26.0 84.0,26.0"


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 2), (2, 2), (3, 4), (5, 10), (41, 100), (1234, 1234)]
)
def test_scale_of_bars_ends_at_a_round_number(highest, top):
    assert Bars({"answered": [0, highest]}).top == top


def test_parts_of_a_bar_stand_on_each_other():
    chart = Bars({"answered": [1, 0], "abandoned": [3, 0]})
    first, second = chart.bars()
    assert first.parts == (
        ("75.00", "25.00", "answered"),
        ("0.00", "75.00", "abandoned"),
    )
    assert (first.x, second.x, first.width) == ("7.50", "57.50", "35.00")
    assert second.parts == ()
