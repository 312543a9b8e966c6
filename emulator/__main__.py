"""Start the emulator: ``python -m emulator``."""

from __future__ import annotations

import argparse
import asyncio
import signal
import socket
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiohttp import web

from emulator.choices import SettingError, checked_changes, parse_assignment
from emulator.clock import ManualClock, RealClock
from emulator.core import Emulator
from emulator.media_link import MediaProcess
from emulator.server import HttpTransport, Server
from emulator.settings import Environment, Settings, read_environment
from emulator.webhooks.sign import stored_seed


class PortTaken(Exception):
    """Something else listens where the browsers are to telephone."""

    def __init__(self, port: int, error: OSError) -> None:
        super().__init__(port)
        self.port, self.error = port, error


def arguments(argv: list[str]) -> argparse.Namespace:
    known = read_environment()
    parser = argparse.ArgumentParser(
        prog="python -m emulator", description="A stand-in for api.telnyx.com."
    )
    parser.add_argument("--host", default=known.host)
    parser.add_argument("--port", type=int, default=known.port)
    add_media_options(parser, known)
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
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="any setting of emulator/settings.py; may be given several times",
    )
    return with_settings(parser, parser.parse_args(argv))


def add_media_options(parser: argparse.ArgumentParser, known: Environment) -> None:
    parser.add_argument(
        "--rtc-port",
        type=int,
        default=known.rtc_port,
        help="where browsers telephone; the one after --port unless given, 0 for any",
    )
    parser.add_argument(
        "--no-rtc",
        action="store_true",
        help="no browsers and no sound; so it is with a manual clock",
    )


def with_settings(
    parser: argparse.ArgumentParser, options: argparse.Namespace
) -> argparse.Namespace:
    try:
        options.settings = chosen_settings(options)
    except SettingError as error:
        parser.error(f"--set {error}")
    return options


def chosen_settings(options: argparse.Namespace) -> Settings:
    """The settings of the options, then those named by ``--set``.

    Raises SettingError.
    """
    changes: dict[str, Any] = {}
    for text in options.set:
        changes |= parse_assignment(text)
    settings = Settings(
        api_key=options.api_key,
        base_url=options.public_url or f"http://{options.host}:{options.port}",
        seed=options.seed,
        floor_rotation_secs=options.floor_rotation_secs,
    )
    return replace(settings, **checked_changes(changes, running=False))


def build(options: argparse.Namespace) -> tuple[Emulator, HttpTransport]:
    settings: Settings = options.settings
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
    with TemporaryDirectory(prefix="emulator-") as folder:
        if not (options.no_rtc or options.manual_clock):
            place = options.host, rtc_port(options)
            server.media = MediaProcess(emulator, *place, Path(folder))
        await listen(options, emulator, application)


async def listen(
    options: argparse.Namespace, emulator: Emulator, application: web.Application
) -> None:
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


def rtc_port(options: argparse.Namespace) -> int:
    """Where browsers telephone; raises PortTaken."""
    port: int = options.port + 1 if options.rtc_port is None else options.rtc_port
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.host, port))
        except OSError as error:
            raise PortTaken(port, error) from error
    return port


def main() -> int:
    options = arguments(sys.argv[1:])
    try:
        asyncio.run(serve(options))
    except PortTaken as taken:
        return cannot_listen(options.host, taken.port, taken.error)
    except OSError as error:
        return cannot_listen(options.host, options.port, error)
    return 0


def cannot_listen(host: str, port: int, error: OSError) -> int:
    reason = error.strerror or error
    sys.stderr.write(f"emulator: cannot listen on {host}:{port}: {reason}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
