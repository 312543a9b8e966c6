"""Remove rooms and supervisions, or what in them names a caller."""

from collections.abc import Collection

from conferences.models import Conference, Participant, Supervision
from conferences.states import OPEN_CONFERENCE

CALLER = "Caller"


def forget_rooms(calls: Collection[int]) -> None:
    """Remove everything of some calls, before the calls themselves."""
    rows = Supervision.objects.filter(call__in=calls)
    rows.update(replaces=None)
    rows.delete()
    Participant.objects.filter(conference__call__in=calls).delete()
    Conference.objects.filter(call__in=calls).delete()


def blank_labels(calls: Collection[int], words: Collection[str]) -> int:
    """Take a caller's number and names out of the labels of participants."""
    rows = Participant.objects.filter(conference__call__in=calls, label__in=words)
    closed = rows.exclude(conference__state__in=OPEN_CONFERENCE)
    return closed.update(label=CALLER)
