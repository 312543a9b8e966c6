"""A thread that must not end is started again, and it is told that it died."""

import threading

import pytest

from live import lasting
from live.lasting import LastingThread, recent_deaths


@pytest.fixture(autouse=True)
def _nobody_died():
    lasting.forget_deaths()
    yield
    lasting.forget_deaths()


class Work:
    """Fails as often as it is told to, and then goes on until it shall end."""

    def __init__(self, *failures: BaseException) -> None:
        self.failures = list(failures)
        self.is_going_on = threading.Event()
        self.shall_end = threading.Event()

    def __call__(self) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.is_going_on.set()
        self.shall_end.wait(10)


def run(work: Work, pause=lambda seconds: False) -> LastingThread:
    thread = LastingThread("of the test", work, pause)
    thread.start()
    return thread


@pytest.mark.parametrize(
    "failure",
    [ZeroDivisionError("x"), SystemExit(1), MemoryError(), KeyboardInterrupt()],
)
def test_thread_that_dies_is_started_again_and_told(failure, caplog):
    work = Work(failure)
    thread = run(work)

    assert work.is_going_on.wait(5)
    assert thread.is_alive()
    [death] = recent_deaths()
    assert (death.name, death.error) == ("of the test", repr(failure))
    [record] = caplog.records
    assert record.levelname == "CRITICAL"
    assert "The thread of the test died and is started again" in record.message
    work.shall_end.set()
    thread.end(timeout=5)
    assert not thread.is_alive()


def test_it_waits_a_moment_in_between():
    pauses = []
    work = Work(OSError("a"), OSError("b"))
    thread = run(work, lambda seconds: bool(pauses.append(seconds)))
    assert work.is_going_on.wait(5)
    assert pauses == [1.0, 1.0]
    work.shall_end.set()
    thread.end(timeout=5)


def test_it_is_not_started_again_when_it_shall_end():
    work = Work(OSError("a"), OSError("b"))
    thread = run(work, lambda seconds: True)
    thread.end(timeout=5)
    assert not thread.is_alive()
    assert work.failures


def test_what_was_long_ago_is_not_told():
    work = Work(OSError("a"))
    thread = run(work)
    assert work.is_going_on.wait(5)
    assert recent_deaths(seconds=0) == []
    work.shall_end.set()
    thread.end(timeout=5)
