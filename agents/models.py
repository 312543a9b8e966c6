"""Who takes calls, what they are doing now, and what they did before."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from typing_extensions import override

from agents.states import AgentState


class Phone(models.Model):
    """The SIP address at which a person of ours (agent or supervisor) is dialled."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="phone"
    )
    sip_address = models.CharField(max_length=200, unique=True)

    @override
    def __str__(self) -> str:
        return self.sip_address


class Agent(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="agent"
    )
    name = models.CharField(max_length=80)
    state = models.CharField(
        max_length=16, choices=AgentState, default=AgentState.OFFLINE
    )
    reason = models.CharField(max_length=40, blank=True)
    # In words, what the state is about: the queue that rings, the caller on the line.
    activity = models.CharField(max_length=120, blank=True)
    state_since = models.DateTimeField()
    # The end of wrap-up, after which the agent becomes available by itself.
    state_until = models.DateTimeField(null=True)
    # Chosen during a call; takes effect when the agent is free ("After this call").
    pending_state = models.CharField(max_length=16, choices=AgentState, blank=True)
    pending_reason = models.CharField(max_length=40, blank=True)
    # The agent's live leg, while there is one.
    leg = models.ForeignKey(
        "calls.Leg", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=AgentState.values), name="agent_state_is_known"
            ),
        )

    @override
    def __str__(self) -> str:
        return self.name


class NotReadyReason(models.Model):
    """A reason that an agent may give for not being ready, in the admin's order."""

    name = models.CharField(max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "name")

    @override
    def __str__(self) -> str:
        return self.name


class AgentStateChange(models.Model):
    agent = models.ForeignKey(
        Agent, on_delete=models.CASCADE, related_name="state_changes"
    )
    state = models.CharField(max_length=16, choices=AgentState)
    reason = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # Null when it followed from a call rather than from somebody's choice.
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-started_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("agent",),
                condition=Q(ended_at__isnull=True),
                name="an_agent_is_in_one_state",
            ),
        )
        indexes = (
            models.Index(fields=("state", "ended_at"), name="state_change_by_state"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.agent_id} {self.state}"
