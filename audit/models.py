"""Rows of what people did, and their seals. Neither is ever changed or deleted.

The database refuses it as well, by a trigger (migration 0001): whoever gets past both
breaks the chain, which `manage.py verify_audit` tells.
"""

from datetime import UTC
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from typing_extensions import override

from audit.states import Action

LONGEST_NAME = 200
KEPT = "A row of the audit is never changed and never deleted."


class KeptError(TypeError):
    """Somebody's code wants to change or delete what is only added."""

    def __init__(self) -> None:
        super().__init__(KEPT)


class OnlyAdded(models.QuerySet[Any]):
    @override
    def update(self, **kwargs: Any) -> NoReturn:
        raise KeptError

    @override
    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise KeptError

    @override
    def delete(self) -> NoReturn:
        raise KeptError


class Kept(models.Model):
    objects = OnlyAdded.as_manager()

    class Meta:
        abstract = True

    @override
    def save_base(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise KeptError
        super().save_base(*args, **kwargs)

    @override
    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise KeptError


class AuditRow(Kept):
    """Who did what to which thing, when and from where.

    It never holds a caller's number or name, so that it can stay when they are erased.
    """

    at = models.DateTimeField()
    # Null for what nobody did who is signed in: a sweep, the terminal, a failed sign-in.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # What they were called that day.
    actor_name = models.CharField(max_length=LONGEST_NAME, blank=True)
    # From which address on the network; empty where there was no request.
    address = models.CharField(max_length=45, blank=True)
    action = models.CharField(max_length=16, choices=Action)
    # The kind of thing ("queue"), its key, and what it was called that day.
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=40, blank=True)
    subject_name = models.CharField(max_length=LONGEST_NAME, blank=True)
    field = models.CharField(max_length=60, blank=True)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    # Then `old` are the items that went, and `new` those that came.
    is_list = models.BooleanField(default=False)

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("kind", "subject", "-id"), name="audit_by_subject"),
            models.Index(fields=("actor", "-id"), name="audit_by_actor"),
            models.Index(fields=("-at",), name="audit_by_time"),
        )

    @override
    def __str__(self) -> str:
        about = " ".join(part for part in (self.kind, self.subject_name) if part)
        return (
            f"row {self.pk} ({self.action} {about}, by {self.actor_name or 'nobody'})"
        )

    @property
    def said(self) -> tuple[str, ...]:
        """Everything in it, as the seal covers it."""
        return (
            str(self.pk),
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            str(self.actor_id or ""),
            self.actor_name,
            self.address,
            self.action,
            self.kind,
            self.subject,
            self.subject_name,
            self.field,
            self.old,
            self.new,
            str(self.is_list),
        )


class Seal(Kept):
    """A row's place in the chain and its hash over the row before.

    A table of its own, so that rows are written without a lock and never changed: an
    audited action does not wait for another one, and nothing that is told by webhooks
    ever waits for the chain.
    """

    position = models.BigIntegerField(primary_key=True)
    row = models.OneToOneField(AuditRow, on_delete=models.PROTECT, related_name="seal")
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("position",)

    @override
    def __str__(self) -> str:
        return f"{self.position}:{self.digest}"
