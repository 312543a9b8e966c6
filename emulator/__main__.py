"""Start the emulator: ``python -m emulator``."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from aiohttp import web

from emulator.clock import ManualClock, RealClock
from emulator.core import Emulator
from emulator.server import HttpTransport, Server
from emulator.settings import Settings, read_environment
from emulator.webhooks.sign import stored_seed


def arguments(argv: list[str]) -> argparse.Namespace:
    known = read_environment()
    parser = argparse.ArgumentParser(
        prog="python -m emulator", description="A stand-in for api.telnyx.com."
    )
    parser.add_argument("--host", default=known.host)
    parser.add_argument("--port", type=int, default=known.port)
    parser.add_argument(
        "--data-dir",
        type=Path,
        default=known.data_dir,
        help="keeps the signing key, so that the public key survives a restart",
    )
    parser.add_argument("--api-key", default=known.api_key)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--manual-clock", action="store_true")
    parser.add_argument(
        "--floor-rotation-secs",
        type=float,
        default=8.0,
        help="how often another participant speaks; 0 for never",
    )
    parser.add_argument(
        "--exit-with-parent",
        type=int,
        metavar="PID",
        help="leave when the process PID is gone",
    )
    parser.add_argument("--public-url", help="base of download links, if not host:port")
    return parser.parse_args(argv)


def build(options: argparse.Namespace) -> tuple[Emulator, HttpTransport]:
    settings = Settings(
        api_key=options.api_key,
        base_url=options.public_url or f"http://{options.host}:{options.port}",
        seed=options.seed,
        floor_rotation_secs=options.floor_rotation_secs,
    )
    transport = HttpTransport(settings.webhook_max_redirects)
    emulator = Emulator(
        settings,
        clock=ManualClock() if options.manual_clock else RealClock(),
        transport=transport,
        signing_seed=stored_seed(options.data_dir),
    )
    return emulator, transport


async def serve(options: argparse.Namespace) -> None:
    """Serve until SIGINT or SIGTERM; raises OSError when the port is in use."""
    emulator, transport = build(options)
    server = Server(emulator, transport, options.exit_with_parent)
    application = server.application()
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        await web.TCPSite(runner, options.host, options.port).start()
        base_url = emulator.settings.base_url
        sys.stdout.write(
            f"emulator: {base_url}/v2  key {options.api_key}\n"
            f"emulator: public key {emulator.signer.public_key}\n"
        )
        sys.stdout.flush()
        await stop.wait()
    finally:
        await runner.cleanup()


def main() -> int:
    options = arguments(sys.argv[1:])
    try:
        asyncio.run(serve(options))
    except OSError as error:
        reason = error.strerror or error
        sys.stderr.write(
            f"emulator: cannot listen on {options.host}:{options.port}: {reason}\n"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
