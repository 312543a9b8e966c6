"""Keys of other programs, what they were answered, and what they are told."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from typing_extensions import override


class ApiKey(models.Model):
    """May do what its owner may, and of that only `verbs`, about `queues` when it has any.

    The key itself is shown once and not kept.
    """

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=8, unique=True)
    digest = models.CharField(max_length=64)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_keys"
    )
    verbs = models.JSONField(default=list)
    queues = models.ManyToManyField("queues.Queue", related_name="+", blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at",)

    @override
    def __str__(self) -> str:
        return self.name

    def is_valid(self, *, now: datetime) -> bool:
        is_over = self.expires_at is not None and self.expires_at <= now
        return self.revoked_at is None and not is_over


class Use(models.Model):
    """When a key was last used, to the minute."""

    key = models.OneToOneField(
        ApiKey, on_delete=models.CASCADE, primary_key=True, related_name="use"
    )
    at = models.DateTimeField()

    @override
    def __str__(self) -> str:
        return f"{self.key_id} at {self.at}"


class Answer(models.Model):
    """What a request with an Idempotency-Key was answered; `status` is null meanwhile."""

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="answers")
    idempotency_key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("key", "idempotency_key"), name="one_answer_per_idempotency_key"
            ),
        )

    @override
    def __str__(self) -> str:
        return f"{self.idempotency_key}: {self.status}"


class Endpoint(models.Model):
    """Where another program is told of what happens."""

    url = models.URLField(max_length=500)
    # Standard Webhooks: both sides sign with it, so it has to be kept as it is.
    secret = models.CharField(max_length=60)
    kinds = models.JSONField(default=list)
    made_at = models.DateTimeField()
    # Since when nothing was taken, and since when nothing is sent any more.
    failing_since = models.DateTimeField(null=True)
    switched_off_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)

    @override
    def __str__(self) -> str:
        return self.url


class Message(models.Model):
    """One thing told to one endpoint; the log of what was sent."""

    # The receiver knows a repetition by it.
    message_id = models.CharField(max_length=40, unique=True)
    endpoint = models.ForeignKey(
        Endpoint, on_delete=models.CASCADE, related_name="messages"
    )
    kind = models.CharField(max_length=30)
    subject = models.BigIntegerField()
    body = models.TextField()
    made_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # When it is due; null when it was taken or given up.
    due_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    # What was answered last: a status, or why there was none.
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("endpoint", "kind", "subject"), name="told_once_to_an_endpoint"
            ),
        )
        indexes = (
            models.Index(
                fields=("due_at",),
                name="message_due",
                condition=Q(due_at__isnull=False),
            ),
        )

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"
