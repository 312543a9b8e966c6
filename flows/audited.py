"""What the audit tells of flows."""

from audit.changes import Value
from audit.subjects import Subject, fields_of
from flows.models import Flow


def _flow(flow: Flow) -> dict[str, Value]:
    last = flow.versions.first()
    numbers = flow.routes.order_by("phone_number__number")
    return fields_of(
        flow,
        ("name",),
        draft=tuple(f"{name}: {node}" for name, node in sorted(flow.draft.items())),
        version=str(last.number) if last else "",
        phone_numbers=tuple(numbers.values_list("phone_number__number", flat=True)),
    )


FLOW = Subject(
    kind="flow",
    label="Flow",
    model=Flow,
    values=_flow,
    labels={
        "name": "name",
        "draft": "what callers meet",
        "version": "published version",
        "phone_numbers": "numbers that it leads",
    },
)
