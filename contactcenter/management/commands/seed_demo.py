"""Make the demo's accounts, queues and numbers against a running emulator."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from typing_extensions import override

from callcontrol.client import telnyx
from contactcenter import demo


class Command(BaseCommand):
    help = "Make the demo's accounts, queues and numbers; the emulator has to run."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.TELNYX_IS_EMULATED:
            raise CommandError(
                "TELNYX_API_KEY is set: there is no demo data with a real account."
            )
        demo.seed(
            telnyx(),
            data_dir=settings.DATA_DIR,
            webhook_url=f"{settings.PUBLIC_URL}/webhooks/telnyx/",
            hold_music_url=settings.DEMO_HOLD_MUSIC_URL,
            now=timezone.now(),
        )
        if options["verbosity"]:
            names = ", ".join(username for username, _, _ in demo.PEOPLE)
            password = demo.password(settings.DATA_DIR)
            self.stdout.write(f"Accounts: {names}\nPassword: {password}")
