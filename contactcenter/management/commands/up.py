"""Start everything that one machine needs: product, worker, beat, and the emulator."""

import signal
import sqlite3
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from types import FrameType
from typing import Any

import httpx
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from typing_extensions import override

from callcontrol import applier
from contactcenter.application import WebProcess
from contactcenter.demo import seeding
from contactcenter.demo.cast import PATIENCE, TALK
from contactcenter.demo.history import History
from contactcenter.demo.staff import DemoStaff
from contactcenter.running.background import Background
from contactcenter.running.emulator import EmulatorProcess
from contactcenter.running.instance import claim, require_free_port
from contactcenter.running.reachable import require_database, require_redis
from contactcenter.running.server import Place, SiteServer
from contactcenter.running.web import web_process
from contactcenter.settings.databases import has_wal_bug

EMULATOR_PORTS = ("EMULATOR_PORT", "EMULATOR_RTC_PORT")


class Command(BaseCommand):
    help = "Start the product (with the emulator, unless TELNYX_API_KEY is set)."
    requires_system_checks = ()

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, end)
        require_free_port("PORT", settings.PORT, others=[settings.EMULATOR_PORT])
        claim(settings.DATA_DIR)
        application = web_process()
        require_redis(settings.REDIS_URL)
        require_database()
        self.warn_of_sqlite()
        with ExitStack() as running:
            emulator = self.start_emulator(running)
            call_command("migrate", verbosity=0)
            if emulator is not None:
                self.prepare(emulator)
            self.serve(running, application, emulator)

    def warn_of_sqlite(self) -> None:
        is_sqlite = connection.vendor == "sqlite"
        if is_sqlite and has_wal_bug(sqlite3.sqlite_version_info):
            self.stderr.write(
                f"SQLite {sqlite3.sqlite_version} can, rarely, damage a database in "
                "WAL mode (sqlite.org/wal.html#walresetbug); keep backups, or use "
                "PostgreSQL for real calls."
            )

    def start_emulator(self, running: ExitStack) -> EmulatorProcess | None:
        """Start it first: it gets ready while the database is brought up to date."""
        if not settings.TELNYX_IS_EMULATED:
            return None
        ports = {name: getattr(settings, name) for name in EMULATOR_PORTS}
        for name, port in ports.items():
            require_free_port(name, port, others=[settings.PORT, *ports.values()])
        emulator = EmulatorProcess(
            settings.EMULATOR_PORT,
            settings.EMULATOR_RTC_PORT,
            root=settings.BASE_DIR,
            data_dir=settings.DATA_DIR / "emulator",
        )
        running.callback(emulator.stop)
        emulator.start()
        return emulator

    def prepare(self, emulator: EmulatorProcess) -> None:
        emulator.wait()
        settings.TELNYX_PUBLIC_KEYS = [emulator.public_key()]
        call_command("seed_demo", verbosity=0)

    def serve(
        self,
        running: ExitStack,
        application: WebProcess,
        emulator: EmulatorProcess | None,
    ) -> None:
        background = Background()
        running.callback(background.stop)
        running.callback(applier.stop)
        if emulator is not None:
            running.callback(emulator.ask_to_end)
            staff = DemoStaff(settings.DEMO_STAFF, self.caller(emulator))
            running.callback(staff.stop)
            staff.start()
            if settings.DEMO_STAFF:
                history = History()
                running.callback(history.stop)
                history.start()
        background.start()
        place = Place(settings.PORT)
        SiteServer(application, place, lambda: self.listening(emulator)).run()

    def listening(self, emulator: EmulatorProcess | None) -> None:
        self.stdout.write(f"Contact center  {settings.PUBLIC_URL}/")
        if emulator is None:
            self.stdout.write("Provider        Telnyx, with your API key")
        else:
            names = seeding.names()
            password = seeding.password(settings.DATA_DIR)
            self.stdout.write(
                f"Provider        emulator at http://127.0.0.1:{emulator.port}/\n"
                f"Accounts        {names}\nPassword        {password}"
            )
            threading.Thread(target=self.attend, args=(emulator,), daemon=True).start()
        self.stdout.write("Ctrl-C stops everything.")
        self.stdout.flush()

    def attend(self, emulator: EmulatorProcess) -> None:
        """Let callers call, and start the emulator again whenever it ends."""
        while True:
            with suppress(httpx.TransportError):  # It has ended already, then.
                self.let_callers_call(emulator)
            emulator.wait_for_end()
            if emulator.is_stopping:
                return
            self.stderr.write("The emulator ended; it is started again.")
            emulator.start()
            self.prepare(emulator)

    def let_callers_call(self, emulator: EmulatorProcess) -> None:
        if settings.DEMO_CALLS_PER_MINUTE:
            emulator.start_traffic(
                calls_per_minute=settings.DEMO_CALLS_PER_MINUTE,
                patience=dict(zip(("min", "max"), PATIENCE, strict=True)),
                talk=dict(zip(("min", "max"), TALK, strict=True)),
            )

    @staticmethod
    def caller(emulator: EmulatorProcess) -> Callable[..., Any] | None:
        """Return how callers are made to call; None where nobody shall."""
        if not settings.DEMO_CALLS_PER_MINUTE:
            return None

        def call_in(**call: Any) -> None:
            with suppress(httpx.HTTPError):  # It may be starting again.
                emulator.call_in(**call)

        return call_in


def end(number: int, frame: FrameType | None) -> None:
    """Leave through the exit stack, as Ctrl-C does."""
    sys.exit(128 + number)
