"""Read the whole record, and name every row that was touched."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from typing_extensions import override

from audit import queries


class Command(BaseCommand):
    help = "Check the chain of the audit, and name every row that was touched."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchor",
            metavar="POSITION:DIGEST",
            type=anchor,
            help="the end of the chain as this command printed it before",
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        flaws = list(queries.flaws(timezone.now(), options["anchor"]))
        for flaw in flaws:
            self.stdout.write(flaw)
        if flaws:
            raise CommandError(f"The audit was touched: {len(flaws)} found.")
        end = queries.head()
        self.stdout.write(
            f"{end.position} rows, and none was touched.\n"
            f"Keep this elsewhere, for --anchor: {end.position}:{end.digest}"
        )


def anchor(text: str) -> queries.Head:
    """Read what this command printed; raises ValueError, which argparse tells."""
    position, _, digest = text.partition(":")
    return queries.Head(int(position), digest)
