"""Where callers are who are in no queue."""

from django.db import models
from django.db.models import Q
from typing_extensions import override

from flows.states import Kind, Outcome


class Visit(models.Model):
    """One caller at one node: words, a number.

    What the node says is kept with it, so nobody who changes it can change it for a
    caller who is there already.
    """

    call = models.ForeignKey(
        "calls.Call", on_delete=models.PROTECT, related_name="visits"
    )
    # The stay whose queue let them go on.
    entry = models.ForeignKey(
        "queues.QueueEntry", null=True, on_delete=models.PROTECT, related_name="visits"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    said = models.JSONField(default=dict)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    # Whom it rings, where it is a number.
    dial = models.OneToOneField(
        "calls.Dial", null=True, on_delete=models.PROTECT, related_name="visit"
    )

    class Meta:
        ordering = ("began_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("call",),
                condition=Q(ended_at__isnull=True),
                name="one_open_visit_per_call",
            ),
        )

    @override
    def __str__(self) -> str:
        return f"call {self.call_id} at {self.kind}"
