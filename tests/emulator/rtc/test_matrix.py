"""Mixing: each ear gets what it is to hear, and a change makes no click."""

import numpy as np
import pytest

from emulator.rtc.audio.frames import FRAME, RATE, limited
from emulator.rtc.audio.matrix import Matrix

ONES = np.ones(FRAME, np.float32)


def steady(name):
    return ONES * {"a": 0.1, "b": 0.2, "c": 0.4}[name]


@pytest.fixture
def matrix():
    return Matrix()


def test_ear_hears_the_sum_of_its_sources(matrix):
    matrix.hear({"x": frozenset("ab"), "y": frozenset("c"), "z": frozenset()})
    matrix.mix(steady)
    mixed = matrix.mix(steady)
    assert {ear: round(float(sound[0]), 3) for ear, sound in mixed.items()} == {
        "x": 0.3,
        "y": 0.4,
        "z": 0.0,
    }


def test_change_fades_within_one_frame(matrix):
    matrix.hear({"x": frozenset("a")})
    matrix.mix(steady)
    matrix.hear({"x": frozenset("c")})
    change = matrix.mix(steady)["x"]
    assert change[0] == pytest.approx(0.1)
    assert change[-1] == pytest.approx(0.4)
    assert np.abs(np.diff(change)).max() < 0.001
    assert matrix.mix(steady)["x"] == pytest.approx(0.4 * ONES)


def test_what_does_not_change_keeps_its_level_during_the_fade(matrix):
    matrix.hear({"x": frozenset("a"), "y": frozenset("b")})
    matrix.mix(steady)
    matrix.hear({"x": frozenset("a"), "y": frozenset()})
    assert matrix.mix(steady)["x"] == pytest.approx(0.1 * ONES)


def test_source_that_fades_out_is_asked_once_more(matrix):
    matrix.hear({"x": frozenset("ab")})
    matrix.mix(steady)
    matrix.hear({"x": frozenset("b")})
    assert matrix.sources == {"a", "b"}
    matrix.mix(steady)
    assert matrix.sources == {"b"}


def test_nobody_to_hear_is_silence(matrix):
    matrix.hear({"x": frozenset()})
    assert not matrix.mix(steady)["x"].any()
    assert not matrix.mix(steady)["x"].any()


def test_three_who_shout_stay_within_the_limits():
    time = np.arange(FRAME) / RATE
    loud = np.asarray(2.4 * np.sin(2 * np.pi * 300 * time), np.float32)
    bent = limited(loud)
    assert np.abs(bent).max() <= 1
    quiet = loud / 4
    assert limited(quiet) is quiet
