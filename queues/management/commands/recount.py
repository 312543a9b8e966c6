"""Count days anew from the calls themselves, should their figures be in doubt."""

from argparse import ArgumentTypeError
from datetime import datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date
from typing_extensions import override

from queues.actions import recount


class Command(BaseCommand):
    help = "Count what left the queues on some days anew, from the calls themselves."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        for name, what in (("first", "the first day"), ("last", "the last day")):
            parser.add_argument(name, metavar="YYYY-MM-DD", type=day, help=what)

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        done = recount(options["first"], options["last"] + timedelta(days=1))
        self.stdout.write(f"{_intervals(done.counted)} counted anew.")
        if done.left_alone:
            self.stdout.write(
                f"{done.left_alone} left alone: calls of them were deleted since."
            )


def _intervals(number: int) -> str:
    return f"{number} interval{'' if number == 1 else 's'}"


def day(text: str) -> datetime:
    """Return when a day begins in the site's time zone."""
    try:
        date = parse_date(text)
    except ValueError:
        date = None
    if date is None:
        raise ArgumentTypeError(f"{text} is not a day; write it as 2026-03-02.")
    return timezone.make_aware(datetime.combine(date, time.min))
