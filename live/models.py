"""Who is there, and since when the server has been looking."""

from django.conf import settings
from django.db import models
from typing_extensions import override


class Presence(models.Model):
    """When a person was there last, as far as the server knows.

    A screen that answers proves it, and whatever else calls `note_seen`.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="presence",
    )
    seen_at = models.DateTimeField()

    @override
    def __str__(self) -> str:
        return f"user {self.user_id} at {self.seen_at:%H:%M:%S}"


class Watch(models.Model):
    """Since when some web process has looked without a break; one row for the site.

    While nobody looks, nobody can be seen: that proves nothing about who is there.
    """

    since = models.DateTimeField()
    noted_at = models.DateTimeField()

    @override
    def __str__(self) -> str:
        return f"looking since {self.since:%H:%M:%S}"
