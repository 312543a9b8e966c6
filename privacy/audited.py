"""What the audit tells of how long something is kept."""

from audit.changes import Value
from audit.subjects import Subject, words
from privacy.models import Retention
from privacy.states import Purpose


def _retention(row: Retention) -> dict[str, Value]:
    return {"days": words(row.days) or "for ever"}


def _name(row: Retention) -> str:
    label = str(Purpose(row.purpose).label)
    return f"{label} of {row.queue.name}" if row.queue else label


RETENTION = Subject(
    kind="retention",
    label="Retention",
    model=Retention,
    values=_retention,
    labels={"days": "days"},
    name=_name,
    related=("queue",),
)
