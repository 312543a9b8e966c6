"""Flows and their versions, and where callers are who are in no queue."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from typing_extensions import override

from database.naming import UniquelyNamed
from flows.states import Kind, Outcome


class Flow(UniquelyNamed):
    """What callers of some numbers meet before a queue."""

    name = models.CharField(max_length=80)
    # Nodes as in `flows.graph`, as they are being written.
    draft = models.JSONField(default=dict)

    class Meta:
        ordering = ("name",)

    @override
    def __str__(self) -> str:
        return self.name


class FlowVersion(models.Model):
    """A flow as it was published. Nothing of it changes any more."""

    flow = models.ForeignKey(Flow, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    nodes = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=("flow", "number"), name="one_version_of_a_number"
            ),
        )

    @override
    def __str__(self) -> str:
        return f"flow {self.flow_id}, version {self.number}"


class Visit(models.Model):
    """One caller at one node: a menu, words, a number.

    What the node says is kept with it, so nobody who changes it can change it for a
    caller who is there already.
    """

    call = models.ForeignKey(
        "calls.Call", on_delete=models.PROTECT, related_name="visits"
    )
    # The version in which the caller goes on, and the node of it; none when a queue let
    # them go on.
    version = models.ForeignKey(
        FlowVersion, null=True, on_delete=models.PROTECT, related_name="visits"
    )
    node = models.CharField(max_length=20, blank=True)
    # The stay whose queue let them go on.
    entry = models.ForeignKey(
        "queues.QueueEntry", null=True, on_delete=models.PROTECT, related_name="visits"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    said = models.JSONField(default=dict)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    # Which digit led on; and what was told: times and digits, each once, in order.
    digit = models.CharField(max_length=1, blank=True)
    pressed = models.JSONField(default=list)
    # When Telnyx ended asking, each once, in order.
    asked_until = models.JSONField(default=list)
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
