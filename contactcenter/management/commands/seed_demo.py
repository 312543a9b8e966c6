"""Make the demo's accounts, queues and numbers against a running emulator."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from typing_extensions import override

from callcontrol.reconcile import reconcile
from calls.actions.doubts import doubt_everything
from contactcenter.demo import seeding
from live import clock
from provider.client import telnyx
from provider.errors import TelnyxError


class Command(BaseCommand):
    help = "Make the demo's accounts, queues and numbers; the emulator has to run."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.TELNYX_IS_EMULATED:
            raise CommandError(
                "TELNYX_API_KEY is set: there is no demo data with a real account."
            )
        try:
            self.seed(clock.now())
        except TelnyxError as error:
            raise CommandError(f"The emulator did not do its part: {error}") from error
        if options["verbosity"]:
            names = seeding.names()
            password = seeding.password(settings.DATA_DIR)
            self.stdout.write(f"Accounts: {names}\nPassword: {password}")

    def seed(self, now: datetime) -> None:
        seeding.seed(
            telnyx(),
            data_dir=settings.DATA_DIR,
            webhook_url=f"{settings.PUBLIC_URL}/webhooks/telnyx/",
            hold_music_url=settings.DEMO_HOLD_MUSIC_URL,
            now=now,
        )
        # A fresh emulator knows nothing of the calls that the last one had.
        doubt_everything(now=now)
        reconcile(now=now)
