"""Queues, the stays of callers in them, and the offers of a stay to an agent."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from typing_extensions import override

from queues.states import EntryState, OfferOrigin, OfferState


class Queue(models.Model):
    name = models.CharField(max_length=80, unique=True)
    # Telnyx forgets an empty queue, so this record is the queue's identity.
    telnyx_name = models.SlugField(max_length=80, unique=True)
    greeting = models.TextField(blank=True, max_length=3000)
    hold_music_url = models.URLField(max_length=500, blank=True)
    max_size = models.PositiveIntegerField(default=100)
    max_wait_secs = models.PositiveIntegerField(default=3600)
    ring_secs = models.PositiveIntegerField(default=20)
    wrap_up_secs = models.PositiveIntegerField(default=30)
    # Service level: the share answered within the threshold, and its goal in per cent.
    sl_threshold_secs = models.PositiveIntegerField(default=20)
    sl_goal = models.PositiveIntegerField(default=80)
    # Who gives up sooner than this had misdialled, and counts as no loss.
    short_abandon_secs = models.PositiveIntegerField(default=5)
    target_wait_secs = models.PositiveIntegerField(default=120)
    agents = models.ManyToManyField("agents.Agent", related_name="queues", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)

    @override
    def __str__(self) -> str:
        return self.name

    @property
    def wrap_up(self) -> timedelta:
        return timedelta(seconds=self.wrap_up_secs)


class InboundRoute(models.Model):
    """Which queue a phone number feeds."""

    phone_number = models.OneToOneField(
        "callcontrol.PhoneNumber", on_delete=models.CASCADE, related_name="route"
    )
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="routes")

    @override
    def __str__(self) -> str:
        return f"{self.phone_number_id} → {self.queue_id}"


class QueueEntry(models.Model):
    """One stay of one call in one queue; an open one is a waiting call."""

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
    # Why it left unanswered.
    left_reason = models.CharField(max_length=40, blank=True)

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
            models.Index(fields=("left_at", "queue"), name="entry_left"),
        )

    @override
    def __str__(self) -> str:
        return f"call {self.call_id} in queue {self.queue_id}"


class Offer(models.Model):
    """One waiting call shown to one agent, from the dial to the bridge."""

    entry = models.ForeignKey(
        QueueEntry, on_delete=models.PROTECT, related_name="offers"
    )
    agent = models.ForeignKey(
        "agents.Agent", on_delete=models.PROTECT, related_name="offers"
    )
    leg = models.ForeignKey(
        "calls.Leg", null=True, on_delete=models.PROTECT, related_name="+"
    )
    dial_command = models.OneToOneField(
        "callcontrol.Command", on_delete=models.PROTECT, related_name="+"
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

    class Meta:
        ordering = ("-made_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("entry",),
                condition=Q(state__in=("dialling", "ringing", "answered")),
                name="one_open_offer_per_entry",
            ),
            models.UniqueConstraint(
                fields=("agent",),
                condition=Q(state__in=("dialling", "ringing", "answered")),
                name="one_open_offer_per_agent",
            ),
        )
        indexes = (models.Index(fields=("ended_at",), name="offer_ended"),)

    @override
    def __str__(self) -> str:
        return f"entry {self.entry_id} to agent {self.agent_id}"
