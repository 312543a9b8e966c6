"""Queues and who waits in them; closing a queue, and giving a caller to somebody."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from accounts.requests import viewer_in
from accounts.roles import Verb
from accounts.viewers import require
from agents.access import visible as visible_agents
from api.pages import page_of
from api.shapes import ANSWERS, Assignment, Key, Page, QueueShown, Taken, WaitingShown
from api.views.asking import Cursor, Limit, owner_in, reader_in
from live import clock
from queues import access, actions
from queues.models import Queue, QueueEntry
from queues.states import EntryState, OfferOrigin

router = Router()
waiting = Router()
IN_LINE = (EntryState.ENTERING, EntryState.WAITING, EntryState.OFFERED)


def shown(queue: Queue) -> QueueShown:
    return QueueShown(
        id=queue.pk,
        name=queue.name,
        is_closed=queue.closed_at is not None,
        is_retired=queue.retired_at is not None,
        mode=queue.mode,
        priority=queue.priority,
    )


def shown_waiting(entry: QueueEntry) -> WaitingShown:
    return WaitingShown(
        id=entry.pk,
        queue_id=entry.queue_id,
        call_id=entry.call_id,
        from_number=entry.call.from_number,
        caller_name=entry.call.caller_name,
        state=entry.state,
        entered_at=entry.entered_at,
        priority=entry.priority,
    )


@router.get("", response={200: Page[QueueShown], **ANSWERS}, operation_id="list_queues")
def list_queues(
    request: HttpRequest, cursor: Cursor = "", limit: Limit = 50
) -> Page[QueueShown]:
    return page_of(access.visible(reader_in(request)), shown, cursor, limit)


@router.get("/{key}", response={200: QueueShown, **ANSWERS}, operation_id="get_queue")
def get_queue(request: HttpRequest, key: Key) -> QueueShown:
    return shown(get_object_or_404(access.visible(reader_in(request)), pk=key))


@router.post(
    "/{key}/close", response={202: Taken, **ANSWERS}, operation_id="close_queue"
)
def close_queue(request: HttpRequest, key: Key) -> Status[Taken]:
    """Let nobody in, whatever the hours say; who waits goes on, who talks talks."""
    queue = access.get_queue_to_close(viewer_in(request), key)
    actions.close_queues([queue.pk], by=owner_in(request), now=clock.now())
    return Status(202, Taken(id=queue.pk))


@router.post("/{key}/open", response={202: Taken, **ANSWERS}, operation_id="open_queue")
def open_queue(request: HttpRequest, key: Key) -> Status[Taken]:
    """Let callers in as the hours say."""
    queue = access.get_queue_to_close(viewer_in(request), key)
    actions.open_queues([queue.pk])
    return Status(202, Taken(id=queue.pk))


@waiting.get(
    "", response={200: Page[WaitingShown], **ANSWERS}, operation_id="list_waiting"
)
def list_waiting(
    request: HttpRequest, cursor: Cursor = "", limit: Limit = 50
) -> Page[WaitingShown]:
    """Return who is in line, in all queues of the key's scope."""
    viewer = reader_in(request)
    require(viewer, Verb.WATCH, Verb.ASSIGN)
    rows = QueueEntry.objects.filter(state__in=IN_LINE).select_related("call")
    mine = rows.filter(queue__in=access.visible(viewer))
    return page_of(mine, shown_waiting, cursor, limit)


@waiting.post(
    "/{key}/assign", response={202: Taken, **ANSWERS}, operation_id="assign_waiting"
)
def assign_waiting(request: HttpRequest, key: Key, body: Assignment) -> Status[Taken]:
    """Ring an agent for this caller."""
    entry = access.get_entry_to_assign(viewer_in(request), key)
    agents = visible_agents(viewer_in(request))
    agent = get_object_or_404(agents.filter(queues=entry.queue_id), pk=body.agent_id)
    offer = actions.offer_to(
        entry.pk,
        agent.pk,
        origin=OfferOrigin.ASSIGN,
        requested_by=owner_in(request),
        now=clock.now(),
    )
    return Status(202, Taken(id=offer.pk))
