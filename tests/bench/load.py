"""Post requests over kept-open connections, as fast as they are answered or paced."""

import asyncio
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field


@dataclass
class Load:
    """What was posted: when (Unix seconds, by index) and how long each answer took."""

    posted_at: dict[int, float] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    refused: list[bytes] = field(default_factory=list)


def request(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """A whole HTTP/1.1 request, so that nothing is left to build while measuring."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def post_all(port: int, requests: Sequence[bytes], connections: int = 16) -> Load:
    """Keep `connections` requests on the way until all are answered."""
    load = Load()
    waiting = iter(enumerate(requests))
    await asyncio.gather(
        *(keep_posting(port, waiting, load) for _ in range(connections))
    )
    return load


async def keep_posting(
    port: int, waiting: Iterator[tuple[int, bytes]], load: Load
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for index, data in waiting:
        started = time.perf_counter()
        load.posted_at[index] = time.time()
        writer.write(data)
        status, closes = await read_answer(reader)
        load.latencies.append(time.perf_counter() - started)
        if not status.startswith(b"2"):
            load.refused.append(status)
        if closes:
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


async def post_paced(port: int, requests: Iterable[bytes], per_second: float) -> Load:
    """Post at a steady rate, each on time however late earlier answers are."""
    load = Load()
    idle: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = (
        asyncio.Queue()
    )
    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for index, data in enumerate(requests):
            await asyncio.sleep(
                max(0.0, started + index / per_second - time.perf_counter())
            )
            group.create_task(post_once(port, idle, index, data, load))
    while not idle.empty():
        idle.get_nowait()[1].close()
    return load


async def post_once(
    port: int,
    idle: "asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]]",
    index: int,
    data: bytes,
    load: Load,
) -> None:
    if idle.empty():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    else:
        reader, writer = idle.get_nowait()
    load.posted_at[index] = time.time()
    started = time.perf_counter()
    writer.write(data)
    status, closes = await read_answer(reader)
    load.latencies.append(time.perf_counter() - started)
    if not status.startswith(b"2"):
        load.refused.append(status)
    if closes:
        writer.close()
    else:
        idle.put_nowait((reader, writer))


async def read_answer(reader: asyncio.StreamReader) -> tuple[bytes, bool]:
    """Read one answer whole; return its status and whether the server closes."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if b"transfer-encoding: chunked" in head:
        while size := int((await reader.readline()).split(b";")[0], 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    elif b"content-length:" in head:
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
    return head.split(b" ", 2)[1], b"connection: close" in head
