"""What was chosen for agents and what calls made of them: the facts, and the log."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from typing_extensions import override

from agents.models.staff import Agent
from agents.states import AgentState, WrapUp, is_open_ended


class StateChoice(models.Model):
    """A state that was chosen for an agent, by themselves or by a supervisor."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="choices")
    at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=AgentState)
    reason = models.CharField(max_length=40, blank=True)
    # To be signed out when it begins.
    signs_out = models.BooleanField(default=False)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("at", "pk")
        indexes = (models.Index(fields=("agent", "at"), name="state_choice_by_agent"),)

    @override
    def __str__(self) -> str:
        return f"{self.agent_id} {self.state}"


class Engagement(models.Model):
    """What holds an agent because of one call: from the ring to the end of wrap-up."""

    agent = models.ForeignKey(
        Agent, on_delete=models.CASCADE, related_name="engagements"
    )
    dial = models.OneToOneField(
        "calls.Dial", on_delete=models.PROTECT, related_name="engagement"
    )
    # In words: what rings, and who is on the line.
    activity = models.CharField(max_length=120, blank=True)
    caller = models.CharField(max_length=120, blank=True)
    reserved_at = models.DateTimeField()
    connected_at = models.DateTimeField(null=True)
    # When it came to nothing, or the agent's leg ended.
    over_at = models.DateTimeField(null=True)
    # The agent did not take it, and is to blame.
    is_missed = models.BooleanField(default=False)
    # How wrap-up ends, as the queue said when they were connected; empty until then.
    wrap_up_mode = models.CharField(max_length=14, choices=WrapUp, blank=True)
    # How long one for a time lasts from `over_at` on; somebody may end it before.
    wrap_up = models.DurationField(default=timedelta)
    # The agent asked for one, where it is theirs to ask.
    wants_wrap_up = models.BooleanField(default=False)
    # They may not end it themselves without an outcome; whether there is one.
    requires_outcome = models.BooleanField(default=False)
    has_outcome = models.BooleanField(default=False)
    wrap_up_ended_at = models.DateTimeField(null=True)
    wrap_up_ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("reserved_at", "pk")
        indexes = (
            models.Index(fields=("agent", "reserved_at"), name="engagement_by_agent"),
        )

    @override
    def __str__(self) -> str:
        return f"agent {self.agent_id}, {self.activity}"

    def facts(self) -> tuple[datetime | None, datetime | None, bool, str]:
        """What an agent's state follows from, to see whether it has changed."""
        return self.connected_at, self.over_at, self.is_missed, self.caller

    @property
    def lacks_outcome(self) -> bool:
        return self.requires_outcome and not self.has_outcome

    @property
    def is_open_ended(self) -> bool:
        return is_open_ended(self.wrap_up_mode, wants_wrap_up=self.wants_wrap_up)


class Absence(models.Model):
    """A time in which an agent on duty was not there: no screen of theirs answered."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="absences")
    began_at = models.DateTimeField()
    # Who has not come back by then is Offline, by the rules of the day it began.
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("began_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("agent",),
                condition=Q(ended_at__isnull=True),
                name="an_agent_is_gone_once",
            ),
        )
        indexes = (models.Index(fields=("agent", "ended_at"), name="absence_by_agent"),)

    @override
    def __str__(self) -> str:
        return f"agent {self.agent_id} since {self.began_at:%H:%M:%S}"


class Workday(models.Model):
    """What an agent did in one day of the site's time zone, counted as it happens."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="workdays")
    day = models.DateField()
    # Calls from queues that they took, and for how long those that are over lasted.
    calls = models.PositiveIntegerField(default=0)
    talked_ms = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("agent", "day"), name="one_row_for_an_agents_day"
            ),
        )

    @override
    def __str__(self) -> str:
        return f"agent {self.agent_id} on {self.day}"


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
    # When they chose it: before it began, where it waited for the end of a call.
    chosen_at = models.DateTimeField(null=True)

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
