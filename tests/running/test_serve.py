"""`manage.py serve`: what it takes and refuses, over real sockets."""

import asyncio
import json
import os
import re
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import aiohttp
import httpx
import psutil
import pytest

from contactcenter.running.limits import Limits
from tests.running.site import finish, run, serving, settings_in

LIMITS = Limits()
MEBIBYTE = b"a" * (1 << 20)
MOST_GROWTH = 20 << 20
POST = b"POST /webhooks/telnyx/ HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with serving(settings_in(tmp_path_factory.mktemp("site"))) as running:
        yield running


def connect(site, source="127.0.0.1") -> socket.socket:
    address = ("127.0.0.1", site.port)
    return socket.create_connection(address, 10, source_address=(source, 0))


def send_mebibytes(connection: socket.socket, number: int, *, chunked: bool) -> None:
    for _ in range(number):
        connection.sendall(b"100000\r\n%b\r\n" % MEBIBYTE if chunked else MEBIBYTE)


@pytest.mark.parametrize(
    ("head", "chunked"),
    [
        (POST + b"Content-Length: %d\r\n\r\n" % (200 << 20), False),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n", True),
    ],
    ids=["length told", "length not told"],
)
def test_a_body_of_200_mebibytes_costs_no_memory(site, head, chunked):
    before = site.memory
    with closing(connect(site)) as connection:
        connection.sendall(head)
        with pytest.raises(OSError, match=r"reset|pipe"):
            send_mebibytes(connection, 200, chunked=chunked)
    assert site.memory - before < MOST_GROWTH


def test_a_body_that_is_too_large_is_told_so(site):
    with closing(connect(site)) as connection:
        connection.sendall(POST + b"Content-Length: %d\r\n\r\n" % (LIMITS.body + 1))
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_head_that_is_too_large_is_refused(site):
    with closing(connect(site)) as connection:
        connection.sendall(POST + (b"A: %b\r\n" % (b"a" * 1000)) * 40 + b"\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")


def test_whoever_does_not_finish_a_request_is_closed(site):
    """All at a time: silent, head unfinished, head in drops, body unfinished or in drops."""
    body = POST + b"Content-Length: 1000\r\n\r\n"
    beginnings = {b"": LIMITS.head_secs, POST: LIMITS.head_secs, body: LIMITS.body_secs}
    with ExitStack() as stack:
        closing_at = {}
        for beginning, seconds in beginnings.items():
            for drops in (False, bool(beginning)):
                one = stack.enter_context(closing(connect(site)))
                one.sendall(beginning)
                one.setblocking(False)
                closing_at[one] = (seconds, drops)
        started = time.monotonic()
        ended = {}
        while len(ended) < len(closing_at):
            passed = time.monotonic() - started
            assert passed < LIMITS.body_secs + 8, "not closed"
            for one, (_, drops) in closing_at.items():
                if one not in ended and is_closed(one, drop=b"a" if drops else b""):
                    ended[one] = passed
            time.sleep(0.5)
    for one, (seconds, _) in closing_at.items():
        assert seconds - 2 < ended[one] < seconds + 5
    assert site.get("/accounts/login/").status_code == 200


def is_closed(connection: socket.socket, *, drop: bytes) -> bool:
    """Send a drop more; say whether the other end has closed."""
    try:
        if drop:
            connection.send(drop)
        return b"" in (connection.recv(1000), connection.recv(1000))
    except BlockingIOError:
        return False
    except OSError:
        return True


def test_a_connection_is_kept_for_another_request(site):
    request = b"GET /accounts/login/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with closing(connect(site)) as connection:
        for pause in (0, LIMITS.head_secs + 1):
            time.sleep(pause)
            connection.sendall(request)
            assert connection.recv(20).startswith(b"HTTP/1.1 200 ")
            drain(connection)


def drain(connection: socket.socket) -> None:
    """Read until nothing more comes; fail when the other end closes."""
    connection.settimeout(0.5)
    try:
        while connection.recv(65536):
            pass
    except TimeoutError:
        connection.settimeout(10)
        return
    raise AssertionError("closed")


def test_silent_connections_make_room_for_a_request(site):
    """As many as one address may have, and more, and none of them says anything."""
    with ExitStack() as stack:
        for _ in range(LIMITS.per_address + 50):
            stack.enter_context(closing(connect(site)))
        started = time.monotonic()
        assert site.get("/accounts/login/").status_code == 200
        assert time.monotonic() - started < 5


def test_as_many_as_may_be_open_are_silent_and_a_request_is_answered(site):
    with ExitStack() as stack:
        for index in range(LIMITS.connections + 50):
            source = f"127.0.1.{index % 200 + 1}"
            stack.enter_context(closing(connect(site, source)))
        assert site.get("/accounts/login/").status_code == 200


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """A site with 5,000 waiting callers, and the session of a supervisor."""
    settings = settings_in(tmp_path_factory.mktemp("crowded"))
    key = run(settings, "-m", "tests.running.crowd", "5000")
    with serving(settings) as running:
        yield running, key


def test_a_board_with_5000_waiting_callers_opens(crowded):
    shown = asyncio.run(first_sight(*crowded))
    assert sum(len(re.findall(r'id="waiting-\d+"', piece)) for piece in shown) == 5000
    assert max(map(len, shown)) > LIMITS.socket_message


async def first_sight(site, session_key) -> list[str]:
    """Return the frames of a board until the list of waiting callers is there."""
    headers = {"Cookie": f"session={session_key}", "Origin": site.url}
    frames = []
    async with (
        aiohttp.ClientSession() as session,
        # The client's own limit is 4 MiB; browsers have none to speak of.
        session.ws_connect(
            f"{site.url}/live/board/", headers=headers, max_msg_size=0
        ) as board,
        asyncio.timeout(60),
    ):
        async for message in board:
            frame = json.loads(message.data)
            if "content" not in frame:
                continue
            frames.append(frame["content"])
            await board.send_str(json.dumps({"seen": frame["version"]}))
            if 'id="waiting-callers"' in frame["content"]:
                return frames
    raise AssertionError(f"closed with {board.close_code}")


@pytest.mark.parametrize(
    ("length", "code"),
    [(LIMITS.socket_message, 4008), (LIMITS.socket_message + 1, 1006)],
    ids=["nonsense", "too large"],
)
def test_a_message_of_a_browser_that_is_too_large_is_not_even_read(
    crowded, length, code
):
    assert asyncio.run(code_for(*crowded, "a" * length)) == code


async def code_for(site, session_key, text) -> int | None:
    """Send this over the socket of a board; return what it is closed with."""
    headers = {"Cookie": f"session={session_key}", "Origin": site.url}
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(
            f"{site.url}/live/board/", headers=headers, max_msg_size=0
        ) as board,
        asyncio.timeout(20),
    ):
        await board.send_str(text)
        async for _ in board:
            pass
        return board.close_code


def test_what_is_being_answered_is_answered_although_the_process_ends(tmp_path):
    """A wrong password takes half a second to be wrong, which is on purpose."""
    with serving(settings_in(tmp_path)) as site, httpx.Client() as client:
        page = client.get(f"{site.url}/accounts/login/").text
        [token] = re.findall('name="csrfmiddlewaretoken" value="([^"]+)"', page)
        form = {"username": "x", "password": "y", "csrfmiddlewaretoken": token}
        with ThreadPoolExecutor(1) as pool:
            address = f"{site.url}/accounts/login/"
            answer = pool.submit(client.post, address, data=form, timeout=20)
            time.sleep(0.2)
            os.kill(site.process.pid, signal.SIGTERM)
            assert answer.result().status_code == 200
        started = time.monotonic()
        psutil.wait_procs([psutil.Process(site.process.pid)], timeout=10)
        assert time.monotonic() - started < 3


def test_port_in_use_is_one_sentence(site, tmp_path):
    settings = settings_in(tmp_path) | {"PORT": str(site.port)}
    finished = finish(settings, "manage.py", "serve")
    assert finished.returncode != 0
    assert finished.stderr.splitlines()[-1].startswith(f"Port {site.port} of 127.0.0.1")
