"""Teams, roles and who was given which, and the links for choosing a password."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from typing_extensions import override

from accounts.states import Reach
from database.naming import UniquelyNamed


class Team(UniquelyNamed):
    name = models.CharField(max_length=80)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="teams", blank=True
    )

    class Meta:
        ordering = ("name",)

    @override
    def __str__(self) -> str:
        return self.name


class RoleDefinition(UniquelyNamed):
    """A role and what it may do, as an admin has set it."""

    name = models.CharField(max_length=40)
    # One of `accounts.states.Role` for a role that is shipped, which stays.
    key = models.CharField(max_length=20, blank=True, editable=False)
    # Of `accounts.roles.Verb`.
    verbs = models.JSONField(default=list)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("key",), condition=~Q(key=""), name="a_role_is_shipped_once"
            ),
        )

    @override
    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """The role of a person, and what it is about."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grant"
    )
    role = models.ForeignKey(
        RoleDefinition, on_delete=models.PROTECT, related_name="grants"
    )
    reach = models.CharField(
        max_length=10, choices=[(reach.value, reach.value) for reach in Reach]
    )
    # Of a reach that is chosen.
    teams = models.ManyToManyField(Team, related_name="+", blank=True)
    queues = models.ManyToManyField("queues.Queue", related_name="+", blank=True)
    # What they press instead of the usual keys, by these.
    own_keys = models.JSONField(default=dict)

    @override
    def __str__(self) -> str:
        return f"{self.role_id} of account {self.user_id}"


def digest_of(secret: str) -> str:
    """A secret of 256 random bits needs no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


class PasswordLink(models.Model):
    """A link by which somebody chooses a password, once: an invitation, or a reset.

    Only a digest of its secret is kept: whoever reads the table gets in nowhere.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="password_links",
    )
    digest = models.CharField(max_length=64, unique=True)
    # None when somebody asked for it on the sign-in page, or at the terminal.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    good_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at", "-pk")

    @override
    def __str__(self) -> str:
        return f"password link {self.pk} for account {self.user_id}"
