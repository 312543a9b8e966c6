"""Writers of one process get SQLite's lock in the order in which they asked."""

import sqlite3
import threading
import time
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError, connection, transaction

from database.sqlite.turns import Turns

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="another database has a queue of its own"
)


def in_thread(work):
    def run_and_close():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run_and_close)
    thread.start()
    return thread


def wait_until(is_so):
    deadline = time.monotonic() + 5
    while not is_so():
        assert time.monotonic() < deadline


@contextmanager
def a_writer_without_pause():
    """One thread opens a transaction as soon as its last is over."""
    is_over = threading.Event()
    is_writing = threading.Event()

    def write():
        while not is_over.is_set():
            with transaction.atomic():
                Group.objects.update_or_create(name="busy")
                is_writing.set()
                is_over.wait(0.02)

    thread = in_thread(write)
    is_writing.wait(5)
    try:
        yield
    finally:
        is_over.set()
        thread.join(5)


def test_turns_come_in_the_order_of_asking():
    turns, order = Turns(), []
    assert turns.take(1)

    def take(number):
        assert turns.take(5)
        order.append(number)
        turns.pass_on()

    threads = []
    for number in range(5):
        threads.append(in_thread(lambda number=number: take(number)))
        wait_until(lambda number=number: len(turns._waiting) == number + 1)
    turns.pass_on()
    for thread in threads:
        thread.join(5)

    assert order == [0, 1, 2, 3, 4]
    assert turns.take(0)


def test_who_gives_up_leaves_the_line():
    turns = Turns()
    assert turns.take(0)

    assert not turns.take(0.01)

    turns.pass_on()
    assert turns.take(0)


@pytest.mark.django_db(transaction=True)
def test_a_busy_writer_does_not_keep_others_out():
    waits = []
    with a_writer_without_pause():
        for number in range(10):
            started = time.monotonic()
            with transaction.atomic():
                waits.append(time.monotonic() - started)
                Group.objects.create(name=f"patient {number}")

    # Left to SQLite, the other waits for as long as luck decides, mostly seconds.
    assert max(waits) < 1


@pytest.mark.django_db(transaction=True)
def test_single_statements_stand_in_line_too():
    with a_writer_without_pause():
        started = time.monotonic()
        for _ in range(10):
            Group.objects.filter(name="busy").update(name="busy")
        took = time.monotonic() - started

    assert took < 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["commit", "rollback", "close"])
def test_the_turn_ends_with_the_transaction(how):
    def work():
        with transaction.atomic():
            Group.objects.create(name=how)
            if how == "rollback":
                transaction.set_rollback(True)
            if how == "close":
                connection.close()

    in_thread(work).join(5)

    assert connection.turns.take(1)
    connection.turns.pass_on()


@pytest.mark.django_db(transaction=True)
def test_the_turn_ends_when_another_process_has_the_lock(monkeypatch):
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.01)
    refused = []

    def work():
        try:
            with transaction.atomic():
                Group.objects.create(name="never")
        except OperationalError as error:
            refused.append(error)

    in_thread(work).join(5)
    other.execute("ROLLBACK")
    other.close()

    assert len(refused) == 1
    assert connection.turns.take(1)
    connection.turns.pass_on()
