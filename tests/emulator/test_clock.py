"""Time: what is due happens in order, by hand or by the real clock."""

import pytest

from emulator import Emulator
from emulator.clock import ManualClock, RealClock


def test_due_actions_happen_in_order_and_at_their_time():
    emulator = Emulator(clock=ManualClock(start=1000.0))
    done = []
    for delay, name in ((3, "c"), (1, "a"), (1, "b"), (9, "never")):
        emulator.clock.after(
            delay, lambda name=name: done.append((name, emulator.clock.now()))
        )
    emulator.advance(5)
    assert done == [("a", 1001.0), ("b", 1001.0), ("c", 1003.0)]
    assert emulator.clock.now() == 1005.0


def test_cancelled_action_never_happens():
    clock = ManualClock(start=0.0)
    timer = clock.after(1, lambda: None)
    timer.cancel()
    assert clock.next_due() is None


def test_clock_never_goes_back():
    clock = ManualClock(start=10.0)
    clock.move_to(5.0)
    assert clock.now() == 10.0


def test_real_clock_runs_by_itself_and_cannot_be_moved():
    emulator = Emulator(clock=RealClock())
    done = []
    emulator.clock.after(0, lambda: done.append("now"))
    emulator.clock.after(3600, lambda: done.append("later"))
    emulator.run_due()
    assert done == ["now"]
    with pytest.raises(TypeError):
        emulator.advance(1)
    answer = emulator.handle("POST", "/_emulator/clock", {}, b'{"advance_secs": 1}')
    assert answer.status == 409


def test_failing_action_is_told_and_does_not_stop_the_others(caplog):
    emulator = Emulator(clock=RealClock())
    done = []
    emulator.clock.after(0, lambda: 1 / 0)
    emulator.clock.after(0, lambda: done.append("next"))
    emulator.run_due()
    assert done == ["next"]
    assert "ZeroDivisionError" in caplog.text
    assert emulator.handle("GET", "/_emulator/health").json()["failures"] == 1
