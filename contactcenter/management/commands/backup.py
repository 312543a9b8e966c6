"""Copy the database and the recordings, while calls run."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from typing_extensions import override

from contactcenter.backups import making
from contactcenter.running.private import OTHERS
from live import clock


class Command(BaseCommand):
    help = "Copy the database and the recordings into a new folder, while calls run."
    requires_system_checks = ()

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="in which the new folder is made")
        parser.add_argument(
            "--key-to",
            type=Path,
            metavar="FILE",
            help="copy the key that signs sessions as well, to a place of its own",
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        os.umask(OTHERS)
        made = making.make(options["folder"], now=clock.now())
        if options["key_to"]:
            making.copy_key(options["key_to"])
        self.stdout.write(f"{made}")
