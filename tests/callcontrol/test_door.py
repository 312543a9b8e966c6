"""The door as daphne would call it, from the first byte to the applied event."""

import asyncio
import time

import pytest
from asgiref.sync import sync_to_async

from callcontrol import applier, door
from callcontrol.committer import Committer
from callcontrol.models import Event
from callcontrol.states import EventState
from tests.support.signing import OTHER_KEY, body_of, headers_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("telnyx_key", "applied"),
]


@pytest.fixture(autouse=True)
def _threads_end():
    yield
    door.committer.stop()
    applier.stop()


async def knock(body, headers=None, *, method="POST", parts=None, length=True):
    """Send one request through the ASGI function; return the status."""
    given = headers_of(body) if headers is None else headers
    pairs = list(given.items() if isinstance(given, dict) else given)
    if length:
        pairs.append(("content-length", str(len(body))))
    scope = {
        "type": "http",
        "method": method,
        "path": "/webhooks/telnyx/",
        "headers": [(name.encode(), value.encode()) for name, value in pairs],
    }
    chunks = list(parts if parts is not None else [body])
    sent = []

    async def receive():
        chunk = chunks.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

    async def send(message):
        sent.append(message)

    await door.webhook_door(scope, receive, send)
    return sent[0]["status"]


@sync_to_async
def rows():
    return list(Event.objects.order_by("pk"))


async def settled(count):
    """Wait until so many events have left RECEIVED; the applier has its own threads."""
    for _ in range(500):
        done = [row for row in await rows() if row.state != EventState.RECEIVED]
        if len(done) >= count:
            return done
        await asyncio.sleep(0.01)
    raise AssertionError(f"not {count} events were applied within five seconds")


async def test_a_webhook_is_stored_before_it_is_acknowledged_and_then_applied(applied):
    body = body_of(id="e1")

    assert await knock(body) == 200

    assert [row.event_id for row in await rows()] == ["e1"]
    assert [row.state for row in await settled(1)] == [EventState.APPLIED]
    assert applied.ids == ["e1"]


async def test_a_body_in_pieces_is_put_together():
    body = body_of(id="e1")

    status = await knock(body, parts=[body[:10], body[10:], b""], length=False)

    assert status == 200
    assert bytes((await rows())[0].raw) == body


async def test_fifty_copies_at_once_have_one_row_and_one_effect(applied):
    body = body_of(id="e1")

    statuses = await asyncio.gather(*(knock(body) for _ in range(50)))

    assert set(statuses) == {200}
    await settled(1)
    assert (len(await rows()), applied.ids) == (1, ["e1"])


async def test_many_at_once_are_all_stored_and_applied(applied):
    bodies = [body_of(id=f"e{number}") for number in range(200)]

    statuses = await asyncio.gather(*(knock(body) for body in bodies))

    assert set(statuses) == {200}
    await settled(200)
    assert sorted(applied.ids) == sorted(f"e{number}" for number in range(200))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: {},
        lambda body: headers_of(body, key=OTHER_KEY),
        lambda body: headers_of(body + b" "),
        lambda body: {**headers_of(body), "telnyx-signature-ed25519": "x"},
        lambda body: {**headers_of(body), "telnyx-timestamp": ""},
        lambda body: [*headers_of(body).items(), *headers_of(body).items()],
    ],
)
async def test_what_telnyx_did_not_sign_is_refused_and_leaves_no_row(spoil):
    body = body_of()

    assert await knock(body, spoil(body)) == 401
    assert await rows() == []


async def test_a_stale_one_is_acknowledged_and_quarantined(applied):
    body = body_of()

    assert await knock(body, headers_of(body, at=time.time() - 301)) == 200

    assert [row.state for row in await rows()] == [EventState.QUARANTINED]
    assert applied.ids == []


async def test_signed_garbage_is_acknowledged_and_kept():
    assert await knock(b"{") == 200

    assert [row.state for row in await rows()] == [EventState.DEAD]


@pytest.mark.parametrize("length", [True, False])
async def test_more_than_any_webhook_is_refused(length):
    body = b"x" * (door.LARGEST_BODY + 1)
    parts = [body[:1000]] * 70

    status = await knock(body, parts=None if length else parts, length=length)

    assert status == 413
    assert await rows() == []


async def test_a_length_that_is_none_is_refused():
    assert await knock(b"", [("content-length", "many")], length=False) == 413


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD"])
async def test_only_posts_are_taken(method):
    assert await knock(b"", method=method) == 405


async def test_without_a_key_the_door_is_shut(settings):
    settings.TELNYX_PUBLIC_KEYS = []

    assert await knock(body_of()) == 503


async def test_trouble_of_ours_asks_telnyx_to_come_again(monkeypatch):
    def fail(_):
        raise OSError("disk full")

    monkeypatch.setattr("callcontrol.committer.store", fail)
    assert await knock(body_of(id="e1")) == 503
    monkeypatch.undo()

    assert await rows() == []


async def test_a_committer_that_failed_serves_the_next_webhook(monkeypatch):
    with monkeypatch.context() as context:
        context.setattr("callcontrol.committer.store", lambda _: 1 / 0)
        assert await knock(body_of(id="e1")) == 503

    assert await knock(body_of(id="e1")) == 200


async def test_a_database_that_hangs_does_not_hold_telnyx(monkeypatch):
    monkeypatch.setattr(door, "SECONDS_TO_STORE", 0.05)
    monkeypatch.setattr(door.committer, "put", lambda _: asyncio.Future())

    assert await knock(body_of()) == 503


async def test_an_overload_is_said_at_once(monkeypatch):
    monkeypatch.setattr(Committer, "backlog", door.LARGEST_BACKLOG + 1)

    assert await knock(body_of()) == 503
