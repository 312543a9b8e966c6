"""What lines are about: told around what happens, and over when that is over."""

import threading

from logs.context import about, also, begin, told


def test_nothing_is_told_at_first():
    assert told() == {}


def test_what_is_within_carries_what_is_around():
    with about(request="r1"):
        with about(command=7, leg=""):
            assert told() == {"request": "r1", "command": "7"}
        assert told() == {"request": "r1"}
    assert told() == {}


def test_what_is_learned_later_lasts_to_the_end_of_what_is_around():
    with about(request="r1"):
        also(user=3, call=None)
        assert told() == {"request": "r1", "user": "3"}
    assert told() == {}


def test_an_error_ends_it_too():
    try:
        with about(event="e1"):
            raise ValueError
    except ValueError:
        assert told() == {}


def test_a_thread_that_begins_anew_forgets():
    seen = []

    def work() -> None:
        begin(task="one", request="r1")
        begin(task="two")
        seen.append(dict(told()))

    with about(request="of another"):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert seen == [{"task": "two"}]
