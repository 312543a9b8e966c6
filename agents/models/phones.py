"""Where people are dialled: an address that was written down, or their browser."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from typing_extensions import override

from agents.states import PhoneTrouble


class Phone(models.Model):
    """Where a person of ours (agent or supervisor) is dialled."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="phone"
    )
    # E.164 or a SIP address, as `provider.phones` reads it.
    address = models.CharField(max_length=200, unique=True)

    @override
    def __str__(self) -> str:
        return self.address


class Softphone(models.Model):
    """The telephone in somebody's browser: one credential at Telnyx, made on demand.

    It is dialled unless a `Phone` is written down for them. What it signs in with is
    never kept here: Telnyx gives a token for each page.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="softphones"
    )
    # Telnyx's id of the telephony credential, and the name that it is dialled by.
    credential_id = models.CharField(max_length=60, unique=True)
    sip_username = models.CharField(max_length=120, unique=True)
    made_at = models.DateTimeField()
    # Since when nobody may sign in with it: it is deleted at Telnyx, and then here.
    withdrawn_at = models.DateTimeField(null=True)
    # Since when it could ring, as its browser says; null while it cannot.
    ready_at = models.DateTimeField(null=True)
    # Why it cannot, and since when it is so or otherwise.
    trouble = models.CharField(
        max_length=16, choices=PhoneTrouble, default=PhoneTrouble.UNREGISTERED
    )
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user",),
                condition=Q(withdrawn_at__isnull=True),
                name="a_person_has_one_softphone",
            ),
        )

    @override
    def __str__(self) -> str:
        return self.address

    @property
    def address(self) -> str:
        return f"sip:{self.sip_username}@sip.telnyx.com"
