"""Create and change queues."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from agents.models import Agent
from audit.actions import noting
from live import topics
from live.announce import announce
from live.refusals import Refused, refusing_taken_name
from live.sessions import close_sockets_of
from provisioning.models import CallControlApplication, PhoneNumber
from queues.actions.counting import record_definition
from queues.actions.limits import has_failed, tell_limit
from queues.audited import APPLICATION_ROUTE, NUMBER_ROUTE, QUEUE
from queues.models import (
    ApplicationRoute,
    InboundRoute,
    Membership,
    Queue,
    SkillNeed,
)
from queues.queries.needs import Need


@transaction.atomic
def save_queue(
    queue: Queue,
    *,
    agents: Collection[Agent],
    phone_numbers: Collection[PhoneNumber],
    needs: Collection[Need] = (),
    ranks: Mapping[int, int] | None = None,
    requested_by: User | None,
    now: datetime,
) -> Queue:
    """Store a queue with its members, what callers need, and the numbers that feed it.

    `ranks` are the places of members in the queue's own order, by the keys of agents.

    A number feeds one queue: it is taken away from any other. Telnyx is told of a limit
    that changed. Raises Refused when somebody else has given another queue this name, or
    retired this one, in the meantime.
    """
    before = Queue.objects.select_for_update().filter(pk=queue.pk).first()
    if before is not None and before.retired_at:
        raise Refused(f"{before.name} is retired; restore it first.")
    with noting((QUEUE, queue), *((NUMBER_ROUTE, one) for one in phone_numbers)):
        with refusing_taken_name(queue):
            queue.save()
        _set_members(queue, agents)
        _set_ranks(queue, ranks or {})
        _set_needs(queue, needs)
        _feed(queue, phone_numbers)
    record_definition(before, queue, now=now)
    if before and (before.max_size != queue.max_size or has_failed(queue)):
        tell_limit(queue, requested_by=requested_by, now=now)
    announce(topics.queues(), topics.agents())
    return queue


def _feed(queue: Queue, phone_numbers: Collection[PhoneNumber]) -> None:
    """Let these numbers and no others feed a queue."""
    routes = InboundRoute.objects.filter(queue=queue)
    routes.exclude(phone_number__in=phone_numbers).delete()
    for number in phone_numbers:
        InboundRoute.objects.update_or_create(
            phone_number=number, defaults={"queue": queue}
        )


def _set_ranks(queue: Queue, ranks: Mapping[int, int]) -> None:
    members = Membership.objects.filter(queue=queue, agent__in=ranks)
    for member in members:
        if member.rank != ranks[member.agent_id]:
            member.rank = ranks[member.agent_id]
            member.save(update_fields=["rank"])


def _set_needs(queue: Queue, needs: Collection[Need]) -> None:
    kept = set()
    for need in needs:
        row, _ = SkillNeed.objects.update_or_create(
            queue=queue,
            skill=need.skill,
            after_secs=need.after_secs,
            defaults={"level": need.level},
        )
        kept.add(row.pk)
    SkillNeed.objects.filter(queue=queue).exclude(pk__in=kept).delete()


def _set_members(queue: Queue, agents: Collection[Agent]) -> None:
    """An agent sees the queues that they are in: who came and who left is told."""
    before = set(queue.agents.all())
    queue.agents.set(agents)
    for agent in before ^ set(agents):
        close_sockets_of(agent.user_id)


@transaction.atomic
def route_number(phone_number: PhoneNumber, queue: Queue | None) -> None:
    """Let a number feed a queue, or none; raises Refused for a retired one.

    A flow that led its callers leads them no more.
    """
    _require_open(queue)
    with noting((NUMBER_ROUTE, phone_number)):
        if queue is None:
            InboundRoute.objects.filter(phone_number=phone_number).delete()
        else:
            InboundRoute.objects.update_or_create(
                phone_number=phone_number, defaults={"queue": queue, "flow": None}
            )
    announce(topics.queues())


@transaction.atomic
def route_strays(application: CallControlApplication, queue: Queue | None) -> None:
    """Say which queue takes an application's callers whose number is not known.

    None leaves them to the queue that its numbers feed; raises Refused for a retired one.
    """
    _require_open(queue)
    with noting((APPLICATION_ROUTE, application)):
        if queue is None:
            ApplicationRoute.objects.filter(application=application).delete()
        else:
            ApplicationRoute.objects.update_or_create(
                application=application, defaults={"queue": queue}
            )
    announce(topics.queues())


def _require_open(queue: Queue | None) -> None:
    if queue and Queue.objects.select_for_update().get(pk=queue.pk).retired_at:
        raise Refused(f"{queue.name} is retired and takes no new callers.")
