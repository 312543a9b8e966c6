"""What can come of a queue's calls, and what an agent wrote of one."""

from django.db import models
from django.db.models import Q
from typing_extensions import override

from database.bounded import BoundedIntegerField
from database.naming import NameKeyField

# Of notes on one call, in characters.
LONGEST_NOTES = 8000


class Outcome(models.Model):
    """A result of a queue's calls that agents may choose, in a tree of two levels.

    One that has others below it only groups them.
    """

    queue = models.ForeignKey(
        "queues.Queue", on_delete=models.CASCADE, related_name="outcomes"
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="children",
        verbose_name="below",
    )
    name = models.CharField(max_length=40)
    name_key = NameKeyField(unique=False)
    position = BoundedIntegerField("place", default=0, least=0, most=1000)
    # One that is not is kept for the calls that have it.
    is_offered = models.BooleanField("agents may choose it", default=True)
    # Why it is as it is since the last change, in the words of whoever made it.
    why = models.CharField("reason for the change", max_length=160)

    class Meta:
        ordering = ("position", "name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("queue", "name_key"),
                condition=Q(parent__isnull=True),
                name="one_outcome_of_a_name_in_a_queue",
            ),
            models.UniqueConstraint(
                fields=("parent", "name_key"), name="one_outcome_of_a_name_in_a_group"
            ),
        )

    @override
    def __str__(self) -> str:
        return self.name


class Remark(models.Model):
    """An agent's notes on a call, and the outcome that they chose."""

    call = models.ForeignKey(
        "calls.Call", on_delete=models.PROTECT, related_name="remarks"
    )
    agent = models.ForeignKey(
        "agents.Agent", on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(blank=True, max_length=LONGEST_NOTES)
    written_at = models.DateTimeField(null=True)
    outcome = models.ForeignKey(
        Outcome, null=True, on_delete=models.PROTECT, related_name="remarks"
    )
    # With its group, as it was called then.
    outcome_words = models.CharField(max_length=90, blank=True)
    chosen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("call", "agent"), name="an_agent_remarks_once_on_a_call"
            ),
        )

    @override
    def __str__(self) -> str:
        return f"agent {self.agent_id} on call {self.call_id}"
