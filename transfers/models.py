"""The way of a caller from one agent to somebody else."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from typing_extensions import override

from transfers.states import Fallback, Target, TransferState, Way

OPEN = Q(state__in=("ringing", "consulting", "handing_over"))


class Transfer(models.Model):
    call = models.ForeignKey(
        "calls.Call", on_delete=models.PROTECT, related_name="transfers"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # The leg of the agent who transfers.
    giver = models.ForeignKey("calls.Leg", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, choices=Way)
    to = models.CharField(max_length=8, choices=Target)
    agent = models.ForeignKey(
        "agents.Agent", null=True, on_delete=models.PROTECT, related_name="+"
    )
    # As people read it: the agent's or the queue's name, or the number.
    label = models.CharField(max_length=120)
    # For whoever gets the caller.
    note = models.CharField(max_length=300, blank=True)
    if_unanswered = models.CharField(
        max_length=8, choices=Fallback, default=Fallback.ME
    )
    # How the other side comes in: nothing of it for a queue, which has an entry.
    participant = models.OneToOneField(
        "conferences.Participant",
        null=True,
        on_delete=models.PROTECT,
        related_name="transfer",
    )
    entry = models.OneToOneField(
        "queues.QueueEntry",
        null=True,
        on_delete=models.PROTECT,
        related_name="transfer",
    )
    state = models.CharField(
        max_length=14, choices=TransferState, default=TransferState.RINGING
    )
    asked_at = models.DateTimeField()
    # In a consultation: the agent talks to the caller, and the other side is on hold.
    is_swapped = models.BooleanField(default=False)
    complete_asked_at = models.DateTimeField(null=True)
    merge_asked_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    # Since when nobody is on hold because of it any more.
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("call",), condition=OPEN, name="one_open_transfer_per_call"
            ),
        )
        indexes = (
            models.Index(
                fields=("call",),
                name="transfer_unsettled",
                condition=Q(settled_at__isnull=True),
            ),
        )

    @override
    def __str__(self) -> str:
        return f"call {self.call_id} to {self.label}"
