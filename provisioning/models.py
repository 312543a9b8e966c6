"""Our records of what the account at Telnyx holds."""

from django.db import models
from django.db.models import Q
from typing_extensions import override

from database.naming import UniquelyNamed


class CallControlApplication(UniquelyNamed):
    """Our record of a call control application; Telnyx calls its id connection_id."""

    connection_id = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    webhook_url = models.URLField(max_length=500)
    webhook_failover_url = models.URLField(max_length=500, blank=True)
    is_active = models.BooleanField(default=True)
    # Used for dialling agents and guests when nothing more specific is known.
    is_default = models.BooleanField(default=False)
    # The other settings as Telnyx had them when they were last saved or taken over.
    settings = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("is_default",),
                condition=Q(is_default=True),
                name="one_default_application",
            ),
        )

    @override
    def __str__(self) -> str:
        return self.name


class PhoneNumber(models.Model):
    number = models.CharField(max_length=20, unique=True, help_text="E.164")
    telnyx_id = models.CharField(max_length=60, blank=True)
    # False: Telnyx did not list it any more, and it is kept because it feeds a queue.
    is_in_account = models.BooleanField(default=True)
    application = models.ForeignKey(
        CallControlApplication,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="numbers",
    )

    class Meta:
        ordering = ("number",)

    @override
    def __str__(self) -> str:
        return self.number
