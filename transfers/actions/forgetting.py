"""Remove transfers, or what in them names a caller."""

from collections.abc import Collection

from transfers.models import Transfer


def forget_transfers(calls: Collection[int]) -> None:
    """Remove everything of some calls, before the calls themselves."""
    Transfer.objects.filter(call__in=calls).delete()


def blank_transfers(calls: Collection[int], words: Collection[str]) -> None:
    """Empty what agents wrote of a caller for each other, and where it names them."""
    rows = Transfer.objects.filter(call__in=calls)
    rows.update(note="")
    rows.filter(label__in=words).update(label="")
