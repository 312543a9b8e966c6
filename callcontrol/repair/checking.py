"""Asking every app what is stuck in its records, and telling the repair desk."""

from datetime import datetime

from callcontrol.repair.actions import report
from callcontrol.repair.registry import repairs


def check(*, now: datetime) -> None:
    """Report what all checks find, as one complete comparison of our own records."""
    checks = repairs().checks
    report(
        "records",
        [found for one in checks for found in one.find(now)],
        kinds=[kind for one in checks for kind in one.kinds],
        compared=sum(one.count() for one in checks),
        now=now,
    )
