"""Recordings of conversations: under way, archived, or failed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from typing_extensions import override

from recordings.states import RecordingState


class Recording(models.Model):
    call = models.ForeignKey(
        "calls.Call", on_delete=models.PROTECT, related_name="recordings"
    )
    # The customer's leg: it lives as long as the conversation does.
    leg = models.ForeignKey(
        "calls.Leg", null=True, on_delete=models.PROTECT, related_name="recordings"
    )
    # Telnyx names a recording only when it is saved; null until then, since only null
    # may repeat.
    recording_id = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001
    state = models.CharField(
        max_length=10, choices=RecordingState, default=RecordingState.STARTING
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    # The sum of the pauses that are over.
    paused_for = models.DurationField(default=timedelta)
    ended_at = models.DateTimeField(null=True)
    channels = models.CharField(max_length=10, default="dual")
    audio_format = models.CharField(max_length=4, default="mp3")
    # When Telnyx's list is to be asked for it, since no event told that it is saved.
    look_at = models.DateTimeField(null=True)
    duration = models.DurationField(null=True)
    # The archive's own copy: a path below DATA_DIR, made from integers only.
    path = models.CharField(max_length=100, blank=True)
    size_bytes = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    archived_at = models.DateTimeField(null=True)
    archive_attempts = models.PositiveSmallIntegerField(default=0)
    archive_retry_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ("-requested_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("call",),
                condition=Q(
                    state__in=(
                        "starting",
                        "recording",
                        "pausing",
                        "paused",
                        "resuming",
                        "stopping",
                    )
                ),
                name="one_open_recording_per_call",
            ),
        )

    @override
    def __str__(self) -> str:
        return f"recording {self.pk} of call {self.call_id}"

    @property
    def runs_since(self) -> datetime | None:
        """When it would have begun without its pauses: a clock from then tells its length."""
        return self.started_at and self.started_at + self.paused_for


class RecordingAccess(models.Model):
    """Who listened to or downloaded a recording, and when."""

    recording = models.ForeignKey(
        Recording, on_delete=models.CASCADE, related_name="accesses"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    accessed_at = models.DateTimeField()
    is_download = models.BooleanField()

    class Meta:
        ordering = ("-accessed_at",)

    @override
    def __str__(self) -> str:
        return f"{self.user_id} at {self.accessed_at}"
