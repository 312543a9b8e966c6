"""What the audit tells of outcomes: each change with the reason that was given for it."""

from audit.changes import Value
from audit.subjects import Subject, fields_of, labels_of
from outcomes.models import Outcome

OUTCOME_FIELDS = ("name", "position", "is_offered", "why")


def _outcome(outcome: Outcome) -> dict[str, Value]:
    return fields_of(
        outcome,
        OUTCOME_FIELDS,
        queue=outcome.queue.name if outcome.queue_id else "",
        parent=outcome.parent.name if outcome.parent else "",
    )


OUTCOME = Subject(
    kind="outcome",
    label="Outcome",
    model=Outcome,
    values=_outcome,
    labels={**labels_of(Outcome, OUTCOME_FIELDS), "queue": "queue", "parent": "below"},
    related=("queue", "parent"),
)
