"""What the audit tells of queues, and of what feeds them."""

from audit.changes import Value
from audit.subjects import Subject, fields_of, labels_of
from provisioning.models import CallControlApplication, PhoneNumber
from queues.models import ApplicationRoute, InboundRoute, Membership, Queue
from queues.overflow import Reason

QUEUE_FIELDS = (
    "name",
    "position",
    "greeting",
    "hold_music_url",
    "max_size",
    "max_wait_secs",
    "schedule",
    "ring_secs",
    "wrap_up_mode",
    "wrap_up_secs",
    "requires_outcome",
    "sl_threshold_secs",
    "sl_goal",
    "sl_formula",
    "short_abandon_secs",
    "target_wait_secs",
    "mode",
    "strategy",
    "idle_since",
    "ring_several",
    "not_again_secs",
    "sticky_secs",
    "priority",
)


def _queue(queue: Queue) -> dict[str, Value]:
    agents = queue.agents.order_by("name").values_list("name", flat=True)
    numbers = queue.routes.order_by("phone_number__number")
    return fields_of(
        queue,
        (*QUEUE_FIELDS, "retired_at", "closed_at"),
        overflow=_overflow(queue),
        agents=tuple(agents),
        phone_numbers=tuple(numbers.values_list("phone_number__number", flat=True)),
        needs=tuple(
            f"{one.skill.name} ≥ {one.level} after {one.after_secs} s"
            for one in queue.needs.select_related("skill").order_by(
                "skill__name", "after_secs"
            )
        ),
        order=tuple(
            f"{one.agent.name} ({one.rank})"
            for one in Membership.objects.filter(queue=queue)
            .select_related("agent")
            .order_by("rank", "agent__name")
        ),
    )


def _overflow(queue: Queue) -> tuple[str, ...]:
    """Return where callers go on to, one line a reason; numbers of partners are ours."""
    targets = {to.get("queue") for to in queue.overflow.values()}
    names = dict(Queue.objects.filter(pk__in=targets).values_list("pk", "name"))
    return tuple(
        f"{Reason(reason).label}: "
        f"{names.get(to.get('queue')) or to.get('number') or to.get('text')}"
        for reason, to in queue.overflow.items()
    )


QUEUE = Subject(
    kind="queue",
    label="Queue",
    model=Queue,
    values=_queue,
    labels={
        **labels_of(Queue, (*QUEUE_FIELDS, "retired_at", "closed_at")),
        "overflow": "where its callers go on to",
        "agents": "members",
        "phone_numbers": "numbers that feed it",
        "needs": "skills that its callers need",
        "order": "its own order of the members",
    },
)


def _number(number: PhoneNumber) -> dict[str, Value]:
    route = InboundRoute.objects.filter(phone_number=number).select_related("queue")
    return {"queue": next((one.queue.name for one in route), "")}


def _application(application: CallControlApplication) -> dict[str, Value]:
    route = ApplicationRoute.objects.filter(application=application)
    return {"queue": next((one.queue.name for one in route), "")}


NUMBER_ROUTE = Subject(
    kind="number",
    label="Phone number",
    model=PhoneNumber,
    values=_number,
    labels={"queue": "feeds"},
)
APPLICATION_ROUTE = Subject(
    kind="application",
    label="Application",
    model=CallControlApplication,
    values=_application,
    labels={"queue": "callers whose number is not known go into"},
)
