"""The stays of callers in queues, what was decided of each, and the offers of it."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from typing_extensions import override

from database.bounded import BoundedIntegerField
from queues.models.queues import Queue
from queues.states import EntryState, OfferOrigin, OfferState, Strategy

if TYPE_CHECKING:
    from calls.models import Leg


class QueueEntry(models.Model):
    """One call in one queue; an open one is a waiting call."""

    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="entries")
    call = models.ForeignKey(
        "calls.Call", on_delete=models.PROTECT, related_name="queue_entries"
    )
    leg = models.ForeignKey("calls.Leg", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=12, choices=EntryState, default=EntryState.ENTERING
    )
    # The clock of the wait: it starts with the first `call.enqueued` and goes on when
    # the caller has to be put into Telnyx's queue again.
    entered_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    # From entered to left, kept for counting.
    waited_ms = models.PositiveIntegerField(null=True)
    answered_by = models.ForeignKey(
        "agents.Agent", null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Telnyx's queue is full and has not let them in; they are taken like any other.
    is_shut_out = models.BooleanField(default=False)
    # The higher one goes first.
    priority = BoundedIntegerField("priority", default=0, least=0, most=5)
    # The agent of the caller's last call, for whom they wait until then.
    sticky_agent = models.ForeignKey(
        "agents.Agent", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sticky_until = models.DateTimeField(null=True)
    # When a transfer sent them here: the place is that of the whole call, and this stay
    # is counted from here on. What the agent wrote for the next one.
    transferred_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)
    # When we took them out ourselves: a transfer came to nothing, or the queue let them
    # go on, with the reason (`overflow.Reason`) and where to when that is no queue.
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_as = models.CharField(max_length=12, blank=True)
    onward = models.JSONField(default=dict)
    # Why it left unanswered.
    left_reason = models.CharField(max_length=40, blank=True)
    # Grows whenever it would be counted otherwise; whoever counts notes which one it
    # has counted, and in which interval (`IntervalCount.start`).
    revision = models.PositiveIntegerField(default=1)
    counted_revision = models.PositiveIntegerField(default=0)
    counted_in = models.DateTimeField(null=True)

    class Meta:
        ordering = ("entered_at", "pk")
        verbose_name_plural = "queue entries"
        constraints = (
            models.UniqueConstraint(
                fields=("call",),
                condition=Q(state__in=("entering", "waiting", "offered")),
                name="one_open_entry_per_call",
            ),
        )
        indexes = (
            models.Index(
                fields=("queue", "entered_at"),
                name="entry_open",
                condition=Q(state__in=("entering", "waiting", "offered")),
            ),
            # Whoever is next of a queue at each priority is the first row of a range.
            models.Index(
                fields=("queue", "priority", "entered_at", "id"),
                name="entry_next",
                condition=Q(state__in=("entering", "waiting")),
            ),
            models.Index(fields=("left_at", "queue"), name="entry_left"),
            models.Index(
                fields=("left_at",),
                name="entry_uncounted",
                condition=~Q(counted_revision=F("revision")),
            ),
        )

    @override
    def __str__(self) -> str:
        return f"call {self.call_id} in queue {self.queue_id}"


class RoutingDecision(models.Model):
    """Whom a queue offered a caller to, or that it could offer them to nobody, and why."""

    entry = models.ForeignKey(
        QueueEntry, on_delete=models.PROTECT, related_name="decisions"
    )
    at = models.DateTimeField()
    strategy = models.CharField(max_length=12, choices=Strategy)
    # Who was available, as dicts of `queues.routing.Considered`, first to be asked first.
    considered = models.JSONField(default=list)
    # Who was not: for each state how many, and their names while they are few.
    others = models.JSONField(default=list)
    # One sentence each.
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ("at", "pk")

    @override
    def __str__(self) -> str:
        return f"entry {self.entry_id} at {self.at:%H:%M:%S}"


class Offer(models.Model):
    """One waiting call shown to one agent, from the dial to the bridge."""

    entry = models.ForeignKey(
        QueueEntry, on_delete=models.PROTECT, related_name="offers"
    )
    agent = models.ForeignKey(
        "agents.Agent", on_delete=models.PROTECT, related_name="offers"
    )
    dial = models.OneToOneField(
        "calls.Dial", on_delete=models.PROTECT, related_name="offer"
    )
    origin = models.CharField(max_length=10, choices=OfferOrigin)
    state = models.CharField(
        max_length=12, choices=OfferState, default=OfferState.DIALLING
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    connected_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # What we made of it ourselves, before any event did: cancelled, failed, no answer.
    withdrawn_as = models.CharField(max_length=12, choices=OfferState, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)
    # Why this caller for this agent, one sentence each.
    reasons = models.JSONField(default=list)
    # What the queue decided, when it was the queue that did.
    routing = models.ForeignKey(
        "queues.RoutingDecision",
        null=True,
        on_delete=models.PROTECT,
        related_name="offers",
    )
    # 1, unless several ring at once.
    place = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ("-made_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("entry", "place"),
                condition=Q(state__in=("dialling", "ringing", "answered")),
                name="one_open_offer_per_entry_and_place",
            ),
            models.UniqueConstraint(
                fields=("agent",),
                condition=Q(state__in=("dialling", "ringing", "answered")),
                name="one_open_offer_per_agent",
            ),
        )
        indexes = (
            models.Index(fields=("ended_at",), name="offer_ended"),
            models.Index(fields=("agent", "ended_at"), name="offer_by_agent"),
        )

    @override
    def __str__(self) -> str:
        return f"entry {self.entry_id} to agent {self.agent_id}"

    @property
    def leg(self) -> "Leg | None":
        """The agent's leg, as soon as anybody has told of it; needs `dial` loaded."""
        return getattr(self.dial, "leg", None)
