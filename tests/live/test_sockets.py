"""A single screen: what it is sent, how much waits for it, when it is closed."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.viewers import NOBODY
from live import sockets
from live.admission import Ticket
from live.sockets import COME_BACK, FLOODED, Socket, answer_of, encode

TICKET = Ticket("key", 1, NOBODY, "stage", None)


class Line:
    """What the server would put on the wire."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.now = 1000.0
        self.socket = Socket(TICKET, self.send, lambda: self.now)

    async def send(self, message) -> None:
        self.messages.append(message)

    @property
    def frames(self) -> list[dict[str, Any]]:
        texts = [
            one["text"] for one in self.messages if one["type"] == "websocket.send"
        ]
        return [json.loads(text) for text in texts]

    @property
    def close_code(self) -> int | None:
        codes = [
            one["code"] for one in self.messages if one["type"] == "websocket.close"
        ]
        return codes[0] if codes else None

    def answer(self, version: int) -> None:
        self.socket.hear(json.dumps({"seen": version}))


@pytest.fixture
async def line():
    line = Line()
    writer = asyncio.create_task(line.socket.write())
    yield line
    writer.cancel()


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_screen_that_may_have_slept_is_told_the_time(line):
    line.socket.hear('{"ask":"now"}')
    await settle()
    (answer,) = line.frames
    told = datetime.fromisoformat(answer["now"])
    assert abs(datetime.now(UTC) - told) < timedelta(seconds=1)
    assert line.close_code is None


async def test_pieces_that_wait_together_go_in_one_frame(line):
    line.socket.show("a", encode('<i id="a">"1"</i>'))
    line.socket.show("b", encode("<i>2\n</i>"))
    await settle()
    assert line.frames == [{"version": 1, "content": '<i id="a">"1"</i><i>2\n</i>'}]


async def test_slow_reader_gets_the_newest_and_nothing_piles_up(line):
    for number in range(100):
        line.socket.show("a", str(number))
        await settle()
    assert [frame["content"] for frame in line.frames] == ["0", "1", "2", "3"]
    line.answer(4)
    await settle()
    assert [frame["content"] for frame in line.frames[4:]] == ["99"]


async def test_large_screen_is_split_into_frames(line, monkeypatch):
    monkeypatch.setattr(sockets, "LARGEST_FRAME", 10)
    for key in "abc":
        line.socket.show(key, key * 6)
    await settle()
    assert [frame["content"] for frame in line.frames] == ["aaaaaa", "bbbbbb", "cccccc"]


async def test_same_piece_is_not_sent_twice(line):
    for _ in range(2):
        line.socket.show("a", "same")
        await settle()
    assert len(line.frames) == 1


async def test_reader_that_never_answers_is_stuck_after_a_while(line):
    line.socket.show("a", "1")
    await settle()
    line.now += sockets.SECONDS_TO_ANSWER
    assert not line.socket.is_stuck()
    line.now += 1
    assert line.socket.is_stuck()


async def test_answering_counts_from_the_last_progress(line):
    line.socket.show("a", "1")
    await settle()
    line.socket.show("a", "2")
    await settle()
    line.now += 20
    line.answer(1)
    line.now += 20
    assert not line.socket.is_stuck()
    line.answer(2)
    line.now += 100
    assert not line.socket.is_stuck()


async def test_heartbeat_passes_a_reader_that_is_behind(line):
    for number in range(10):
        line.socket.show("a", str(number))
        await settle()
    line.socket.beat('{"heartbeat":1}')
    await settle()
    assert line.frames[-1] == {"heartbeat": 1}


async def test_flood_is_cut_off(line):
    line.socket.show("a", "1")
    await settle()
    for _ in range(sockets.MESSAGES_PER_SECOND + 1):
        line.answer(1)
    await settle()
    assert line.close_code == FLOODED


async def test_as_many_answers_as_a_busy_board_needs_are_fine(line):
    line.socket.show("a", "1")
    await settle()
    for _ in range(10):
        line.now += 1
        for _ in range(sockets.MESSAGES_PER_SECOND):
            line.answer(1)
    await settle()
    assert line.close_code is None


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "hello",
        "[]",
        "{}",
        '{"seen": "1"}',
        '{"seen": true}',
        '{"seen": -1}',
        '{"seen": 7}',
        '{"seen": 1, "x": "' + "x" * 300 + '"}',
    ],
)
async def test_anything_but_an_answer_closes(line, text):
    line.socket.show("a", "1")
    await settle()
    line.socket.hear(text)
    await settle()
    assert line.close_code == FLOODED


async def test_nothing_is_sent_after_the_close(line):
    line.socket.close(COME_BACK)
    line.socket.show("a", "1")
    await settle()
    assert line.frames == []
    assert line.close_code == COME_BACK


async def test_an_answered_heartbeat_is_a_sign_of_life(line):
    opened_at = line.socket.heard_at
    line.now += 7
    line.socket.beat('{"heartbeat":1}')
    await settle()
    assert line.socket.heard_at == opened_at
    line.socket.hear('{"beat":1}')
    assert line.socket.heard_at == opened_at + 7
    assert line.close_code is None


def test_answers_are_read():
    assert answer_of('{"seen": 3}') == ("seen", 3)
    assert answer_of('{"beat": 4}') == ("beat", 4)


@pytest.mark.parametrize(
    "text", [None, "", "3", "[3]", '{"seen": -1}', '{"seen": "3"}', '{"told": 3}']
)
def test_anything_else_is_no_answer(text):
    assert answer_of(text) == ("", 0)
