"""Keys of other programs, and what they were answered, in case they ask again."""

from datetime import datetime

from django.conf import settings
from django.db import models
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
