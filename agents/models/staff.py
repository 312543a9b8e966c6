"""Who takes calls, what they are doing now, and what they did before."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from typing_extensions import override

from agents.states import AgentState, ReasonIcon
from database.bounded import BoundedIntegerField
from database.naming import UniquelyNamed


class Agent(UniquelyNamed):
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
    # When they last became available, rings that came to nothing left out; when their
    # last call ended, and their last wrap-up: what queues may take for idle time.
    available_at = models.DateTimeField(null=True)
    call_ended_at = models.DateTimeField(null=True)
    wrap_up_ended_at = models.DateTimeField(null=True)
    # Who chose it, and when; nobody where it followed from a call.
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField(null=True)
    # Since when nobody is there, also during a call that goes on.
    gone_at = models.DateTimeField(null=True)
    # Chosen during a call; takes effect when the agent is free ("After this call"). Of
    # one who is Disconnected, where they were, and are again when they come back.
    pending_state = models.CharField(max_length=16, choices=AgentState, blank=True)
    pending_reason = models.CharField(max_length=40, blank=True)
    pending_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    pending_at = models.DateTimeField(null=True)
    # The agent's live leg, while there is one.
    leg = models.ForeignKey(
        "calls.Leg", null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Since when they take no calls: switched off, or with another role now.
    retired_at = models.DateTimeField(null=True, editable=False)

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
    # How long wrap-up lasts from `over_at` on; somebody may end it before.
    wrap_up = models.DurationField(default=timedelta)
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


class PresenceRules(models.Model):
    """How long somebody may be gone; one row for the site, which has it from the start."""

    gone_after_secs = BoundedIntegerField(
        "Disconnected after", default=20, least=15, most=300
    )
    offline_after_secs = BoundedIntegerField(
        "Offline after", default=120, least=10, most=3600
    )

    @override
    def __str__(self) -> str:
        return f"{self.gone_after_secs} s, {self.offline_after_secs} s"

    @property
    def gone_after(self) -> timedelta:
        return timedelta(seconds=self.gone_after_secs)

    @property
    def offline_after(self) -> timedelta:
        return timedelta(seconds=self.offline_after_secs)


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


class Skill(UniquelyNamed):
    """What an agent can know and a caller of a queue can need, such as a language."""

    name = models.CharField(max_length=40)

    class Meta:
        ordering = ("name",)

    @override
    def __str__(self) -> str:
        return self.name


class AgentSkill(models.Model):
    """How well an agent knows it: 5 is best."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="agents")
    level = BoundedIntegerField("level", default=3, least=1, most=5)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("agent", "skill"), name="an_agent_has_a_skill_once"
            ),
        )

    @override
    def __str__(self) -> str:
        return f"agent {self.agent_id}, skill {self.skill_id}: {self.level}"


class NotReadyReason(UniquelyNamed):
    """A reason that an agent may give for not being ready, in the admin's order.

    What was logged keeps the words that the reason had then.
    """

    name = models.CharField(max_length=40)
    position = BoundedIntegerField("place in the menu", default=0, least=0, most=1000)
    icon = models.CharField(
        max_length=20, choices=ReasonIcon, default=ReasonIcon.COFFEE
    )
    # Such as training: away from the telephone, and at work all the same.
    counts_as_work = models.BooleanField("counts as working time", default=False)
    # One that is not is kept for what was logged, and chosen by nobody.
    is_offered = models.BooleanField("agents may choose it", default=True)

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
