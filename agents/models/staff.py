"""Who takes calls, what they know, and what they may choose."""

from datetime import timedelta

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
    # Their telephone is asked to answer by itself.
    auto_answers = models.BooleanField("answers by itself", default=False)
    # How long their telephone rings for a caller; as long as the queue says without one.
    ring_secs = BoundedIntegerField(
        "rings for, seconds", null=True, blank=True, least=5, most=600
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
