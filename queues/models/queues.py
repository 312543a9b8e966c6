"""Queues: how they are set, who is in them, what they need, and what feeds them."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from typing_extensions import override

from agents.states import WrapUp
from database.bounded import BoundedIntegerField
from database.naming import UniquelyNamed
from queues.states import Formula, IdleSince, Mode, Strategy


class Queue(UniquelyNamed):
    name = models.CharField(max_length=80)
    # Telnyx forgets an empty queue, so this record is the queue's identity.
    telnyx_name = models.SlugField(max_length=80, unique=True)
    greeting = models.TextField(blank=True, max_length=3000)
    hold_music_url = models.URLField(max_length=500, blank=True)
    max_size = BoundedIntegerField(
        "most callers at a time", default=100, least=1, most=10_000
    )
    # No call at Telnyx lasts longer than four hours.
    max_wait_secs = BoundedIntegerField(
        "longest wait, seconds", default=3600, least=60, most=14_400
    )
    # As long as Telnyx rings.
    ring_secs = BoundedIntegerField(
        "ring an agent for, seconds", default=20, least=5, most=600
    )
    wrap_up_secs = BoundedIntegerField(
        "wrap-up, seconds", default=30, least=0, most=3600
    )
    wrap_up_mode = models.CharField(
        "wrap-up lasts", max_length=14, choices=WrapUp, default=WrapUp.TIMED
    )
    requires_outcome = models.BooleanField("an outcome is required", default=False)
    # Service level: the share answered within the threshold, and its goal in per cent.
    sl_threshold_secs = BoundedIntegerField(
        "service level: answered within, seconds", default=20, least=1, most=3600
    )
    sl_goal = BoundedIntegerField(
        "service level: goal, per cent", default=80, least=1, most=100
    )
    sl_formula = models.CharField(
        "service level: how it is counted",
        max_length=16,
        choices=Formula,
        default=Formula.EARLY_IGNORED,
    )
    # Who gives up sooner than this had misdialled, and counts as no loss.
    short_abandon_secs = BoundedIntegerField(
        "misdial: gives up within, seconds", default=5, least=0, most=600
    )
    target_wait_secs = BoundedIntegerField(
        "target wait, seconds", default=120, least=1, most=14_400
    )
    mode = models.CharField(
        "callers come to agents", max_length=8, choices=Mode, default=Mode.BOTH
    )
    strategy = models.CharField(
        "who is asked first",
        max_length=12,
        choices=Strategy,
        default=Strategy.LONGEST_IDLE,
    )
    idle_since = models.CharField(
        "idle since", max_length=10, choices=IdleSince, default=IdleSince.AVAILABLE
    )
    ring_several = BoundedIntegerField(
        "ring at once, when several do", default=3, least=2, most=10
    )
    # At least some seconds, or a phone that fails at once would be dialled without end.
    not_again_secs = BoundedIntegerField(
        "not the same agent again for, seconds", default=30, least=5, most=600
    )
    # So long a caller waits for the agent they talked with last; 0 is not at all.
    sticky_secs = BoundedIntegerField(
        "wait for the agent of the last call, seconds", default=0, least=0, most=600
    )
    # Of its callers, against those of queues with the same place for an agent.
    priority = BoundedIntegerField(
        "priority of its callers", default=0, least=0, most=5
    )
    # Outside of these it lets nobody new in; none is always open.
    schedule = models.ForeignKey(
        "hours.Schedule",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="queues",
        verbose_name="opening hours",
    )
    # Closed by hand, for who waits as well.
    closed_at = models.DateTimeField("closed since", null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Where callers go on to, by `overflow.Reason`: `kind` and what belongs to it.
    overflow = models.JSONField(default=dict, blank=True)
    # Its place in lists; the smallest is first.
    position = BoundedIntegerField("place in lists", default=50, least=1, most=999)
    agents = models.ManyToManyField(
        "agents.Agent", related_name="queues", blank=True, through="queues.Membership"
    )
    # Since when it takes no new callers; who waits in it is still taken.
    retired_at = models.DateTimeField(null=True, editable=False)
    # When Telnyx last confirmed a limit: whoever found the queue full before is let in.
    limit_told_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("position", "name")

    @override
    def __str__(self) -> str:
        return self.name

    @property
    def wrap_up(self) -> timedelta:
        return timedelta(seconds=self.wrap_up_secs)

    @property
    def may_let_go(self) -> bool:
        """Whether a caller may go on from here to somewhere else."""
        return bool(self.overflow or self.schedule_id or self.closed_at)

    @property
    def offers_by_itself(self) -> bool:
        return self.mode != Mode.PULL

    @property
    def may_be_picked_from(self) -> bool:
        return self.mode != Mode.PUSH

    @property
    def most_at_once(self) -> int:
        """How many agents may ring for one caller."""
        return self.ring_several if self.strategy == Strategy.RING_SEVERAL else 1


class Membership(models.Model):
    """An agent in a queue, and in which order the agent takes its callers."""

    queue = models.ForeignKey(Queue, on_delete=models.CASCADE)
    agent = models.ForeignKey(
        "agents.Agent", on_delete=models.CASCADE, related_name="memberships"
    )
    # 1 goes first. Of queues with the same place whoever has waited longest is next.
    place = BoundedIntegerField("place among the agent's", default=1, least=1, most=9)
    # In the queue's own order, for those queues that ask one after the other.
    rank = BoundedIntegerField("place in the queue", default=5, least=1, most=9)

    class Meta:
        # The table and the constraint that Django made for members without a place.
        db_table = "queues_queue_agents"
        unique_together = (("queue", "agent"),)

    @override
    def __str__(self) -> str:
        return f"agent {self.agent_id} in queue {self.queue_id}"


class InboundRoute(models.Model):
    """Which queue a phone number feeds."""

    phone_number = models.OneToOneField(
        "provisioning.PhoneNumber", on_delete=models.CASCADE, related_name="route"
    )
    # Where a flow leads, it is the queue for whom the flow leads nowhere.
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="routes")
    flow = models.ForeignKey(
        "flows.Flow", null=True, on_delete=models.PROTECT, related_name="routes"
    )

    @override
    def __str__(self) -> str:
        return f"{self.phone_number_id} → {self.queue_id}"


class ApplicationRoute(models.Model):
    """Which queue takes the callers of an application whose number is not known.

    A caller of whom only Telnyx's list of live calls tells has none.
    """

    application = models.OneToOneField(
        "provisioning.CallControlApplication",
        on_delete=models.CASCADE,
        related_name="route",
    )
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="+")

    @override
    def __str__(self) -> str:
        return f"application {self.application_id} → {self.queue_id}"


class SkillNeed(models.Model):
    """From this wait on, callers of the queue need this level of a skill; 0 is none.

    Of one skill the level only falls while a caller waits.
    """

    queue = models.ForeignKey(Queue, on_delete=models.CASCADE, related_name="needs")
    skill = models.ForeignKey(
        "agents.Skill", on_delete=models.PROTECT, related_name="needs"
    )
    level = BoundedIntegerField("level", default=1, least=0, most=5)
    after_secs = BoundedIntegerField("after, seconds", default=0, least=0, most=14_400)

    class Meta:
        ordering = ("skill", "after_secs")
        constraints = (
            models.UniqueConstraint(
                fields=("queue", "skill", "after_secs"), name="one_level_at_a_time"
            ),
        )

    @override
    def __str__(self) -> str:
        return f"queue {self.queue_id}, skill {self.skill_id}: {self.level}"


class Turn(models.Model):
    """When a queue that asks in turn last asked an agent: it outlives a restart."""

    queue = models.ForeignKey(Queue, on_delete=models.CASCADE, related_name="turns")
    agent = models.ForeignKey(
        "agents.Agent", on_delete=models.CASCADE, related_name="+"
    )
    asked_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("queue", "agent"), name="an_agent_has_one_turn_in_a_queue"
            ),
        )

    @override
    def __str__(self) -> str:
        return f"agent {self.agent_id} in queue {self.queue_id}"
