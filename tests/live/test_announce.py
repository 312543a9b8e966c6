"""One message for each transaction that commits, none for one that does not."""

import pytest
from channels.layers import get_channel_layer
from django.db import transaction

from live import doorbell
from live.announce import announce


@pytest.fixture
def rings(transactional_db, monkeypatch) -> list[set[str]]:
    heard: list[set[str]] = []
    monkeypatch.setattr(doorbell, "ring", lambda topics: heard.append(set(topics)))
    return heard


def announce_and_fail(*topics: str) -> None:
    announce(*topics)
    raise ZeroDivisionError


def test_transaction_announces_once(rings):
    with transaction.atomic():
        announce("a")
        announce("b", "c")
        announce("a")
        assert rings == []
    assert rings == [{"a", "b", "c"}]


def test_without_a_transaction_at_once(rings):
    announce("a", "b")
    assert rings == [{"a", "b"}]


def test_nothing_after_a_rollback(rings):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        announce_and_fail("a")
    with transaction.atomic():
        announce("b")
    assert rings == [{"b"}]


def test_savepoint_that_is_rolled_back_takes_only_its_own_topics_along(rings):
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            announce_and_fail("inner")
        announce("outer")
    assert rings == [{"outer"}]


def test_topic_is_not_lost_with_another_savepoint(rings):
    with transaction.atomic():
        with transaction.atomic():
            announce("kept")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            announce_and_fail("kept", "undone")
        announce("kept")
    assert set().union(*rings) == {"kept"}


def test_savepoint_joins_the_announcement_around_it(rings):
    with transaction.atomic():
        announce("outer")
        with transaction.atomic():
            announce("inner")
    assert rings == [{"outer", "inner"}]


def test_broken_layer_never_reaches_the_request(transactional_db, monkeypatch, caplog):
    def broken(topics):
        raise ConnectionError

    monkeypatch.setattr(doorbell, "ring", broken)
    with transaction.atomic():
        announce("a")
    assert "Error calling" in caplog.text


def test_nobody_is_rung_where_nobody_listens(db):
    assert doorbell.sending_loop() is None
    doorbell.ring({"a"})
    assert doorbell._waiting == set()


async def test_failing_layer_is_logged_and_tried_again(monkeypatch, caplog):
    layer = get_channel_layer()
    sent: list[list[str]] = []

    async def refuse(group, message):
        sent.append(message["topics"])
        raise ConnectionError("no layer")

    monkeypatch.setattr(layer, "group_send", refuse)
    await doorbell.send(["a"])
    await doorbell.send(["b"])
    assert sent == [["a"], ["b"]]
    assert "no layer" in caplog.text


async def test_very_many_topics_become_everything(monkeypatch):
    layer = get_channel_layer()
    sent = []

    async def take(group, message):
        sent.append(message)

    monkeypatch.setattr(layer, "group_send", take)
    await doorbell.send([str(number) for number in range(doorbell.MANY + 1)])
    assert sent == [{"type": "changed", "topics": []}]
