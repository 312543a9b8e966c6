"""Put a backup in the place of what is there."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from typing_extensions import override

from contactcenter.backups.restoring import restore
from contactcenter.running.private import OTHERS


class Command(BaseCommand):
    help = "Replace the database by that of a backup, and add the recordings of it."
    requires_system_checks = ()

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="as `backup` printed it")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="say that what is in the database now may go",
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        if not options["replace"]:
            raise CommandError(
                "All that the database holds now will be gone; say so with --replace."
            )
        os.umask(OTHERS)
        found = restore(options["folder"])
        self.stdout.write(
            f"Restored as of {found.made_at}. Everybody has to sign in again; calls are "
            "compared with Telnyx as soon as the product runs."
        )
