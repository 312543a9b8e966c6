"""The media process: ``python -m emulator.rtc``, started by the emulator.

Messages come in on standard input and go out on standard output; it ends with them.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import logging
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from aiohttp import web

from emulator.messages import Listening, read
from emulator.rtc.audio.frames import Samples
from emulator.rtc.calls import MakePeer
from emulator.rtc.desk import Desk
from emulator.rtc.gateway import Gateway
from emulator.rtc.library import Library, Make
from emulator.rtc.peer import LOOPBACK, AiortcPeer, offer_loopback
from emulator.rtc.server import Metronome, Server

LOG = logging.getLogger(__name__)
LONGEST_LINE = 16 * 1024 * 1024


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m emulator.rtc")
    parser.add_argument("--host", default=LOOPBACK)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True, help="for recordings")
    return parser.parse_args()


async def serve(options: argparse.Namespace, make_peer: MakePeer = AiortcPeer) -> None:
    """Serve until the emulator closes the pipe; raises OSError for a port in use."""
    loop = asyncio.get_running_loop()
    # The emulator decides when to end; Ctrl-C reaches this process as well.
    loop.add_signal_handler(signal.SIGINT, lambda: None)
    desk = Desk(options.folder, Library(later))
    metronome = Metronome(desk)
    gateway = Gateway(desk, make_peer, lambda message: write(message.line()))
    server = Server(gateway, metronome)
    runner = web.AppRunner(server.application(), access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, options.host, options.port)
    await site.start()
    port = runner.addresses[0][1]
    write(Listening(f"ws://{options.host}:{port}/rtc").line())
    # What is loaded now stays; without it a collection takes half a frame's time.
    gc.collect()
    gc.freeze()
    running = [loop.create_task(metronome.run()), loop.create_task(server.ping_all())]
    try:
        await obey(gateway)
    finally:
        for task in running:
            task.cancel()
        await gateway.close()
        await runner.cleanup()


async def obey(gateway: Gateway) -> None:
    """Do what standard input says, until it ends."""
    reader = asyncio.StreamReader(limit=LONGEST_LINE)
    loop = asyncio.get_running_loop()
    protocol = asyncio.StreamReaderProtocol(reader)
    await loop.connect_read_pipe(lambda: protocol, sys.stdin)
    while line := await reader.readline():
        try:
            gateway.take(read(line))
        except Exception:
            # One message that fails must not take all calls with it.
            LOG.exception("a message of the emulator failed")


def write(line: bytes) -> None:
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()


def later(make: Make, take: Callable[[Samples], None]) -> None:
    """Make a sound in a thread; a sound that cannot be made is missing, and logged."""
    loop = asyncio.get_running_loop()
    made = loop.run_in_executor(None, make)

    def done(future: asyncio.Future[Samples]) -> None:
        if future.exception() is None:
            take(future.result())
        else:
            LOG.error("a sound cannot be made", exc_info=future.exception())

    made.add_done_callback(done)


def main() -> int:
    options = arguments()
    logging.basicConfig(format="emulator.rtc: %(message)s", level=logging.WARNING)
    offer_loopback(only=options.host == LOOPBACK)
    try:
        asyncio.run(serve(options))
    except OSError as error:
        reason = error.strerror or error
        place = f"{options.host}:{options.port}"
        sys.stderr.write(f"emulator: cannot listen on {place}: {reason}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
