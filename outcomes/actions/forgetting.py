"""Remove what agents wrote of calls, or empty it."""

from collections.abc import Collection

from outcomes.models import Remark


def forget_remarks(calls: Collection[int]) -> int:
    """Remove notes and outcomes of some calls, before the calls themselves."""
    return Remark.objects.filter(call__in=calls).delete()[0]


def blank_notes(calls: Collection[int]) -> int:
    """Empty the notes on some calls; which outcome they had stays, for past figures."""
    return Remark.objects.filter(call__in=calls).exclude(text="").update(text="")
