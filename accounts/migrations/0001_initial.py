"""Roles that an admin may edit, and who has which, in place of three of Django's groups."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import database.naming
from database.operations import Together

# As they were shipped on the day of this migration.
RECORDINGS = ["hear", "download"]
SUPERVISING = ["watch", "listen", "coach", "join", "take_over", "assign", "set_state"]
SHIPPED = {
    "agent": ["take_calls", *RECORDINGS],
    "supervisor": [*SUPERVISING, *RECORDINGS, "see_reports"],
    "admin": [
        *SUPERVISING,
        "edit_queue",
        *RECORDINGS,
        "delete",
        "see_reports",
        "manage_people",
        "manage_settings",
        "read_audit",
    ],
    "auditor": ["watch", *RECORDINGS, "see_reports", "read_audit"],
}
# From least to most: somebody who was in several groups had the last of these.
GROUPS = ("agent", "supervisor", "admin")


def take_over(apps: Any, schema_editor: Any) -> None:
    """Make the roles, and give everybody the one that their groups said."""
    roles = {}
    for key, verbs in SHIPPED.items():
        roles[key] = apps.get_model("accounts", "RoleDefinition").objects.create(
            name=key.capitalize(), name_key=key, key=key, verbs=verbs
        )
    grants = apps.get_model("accounts", "Grant").objects
    for user in apps.get_model("auth", "User").objects.prefetch_related("groups"):
        names = {group.name for group in user.groups.all()}
        held = [key for key in GROUPS if key in names]
        if user.is_superuser:
            held = ["admin"]
        if held:
            reach = "own_queues" if held[-1] == "agent" else "site"
            grants.create(user=user, role=roles[held[-1]], reach=reach)
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contactcenter", "0001_roles"),
        ("queues", "0003_facts_and_routing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="PasswordLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("made_at", models.DateTimeField()),
                        ("good_until", models.DateTimeField()),
                        ("used_at", models.DateTimeField(null=True)),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="password_links",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-made_at", "-pk"),
                    },
                ),
                migrations.CreateModel(
                    name="RoleDefinition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "name_key",
                            database.naming.NameKeyField(
                                editable=False, max_length=255, unique=True
                            ),
                        ),
                        ("name", models.CharField(max_length=40)),
                        (
                            "key",
                            models.CharField(blank=True, editable=False, max_length=20),
                        ),
                        ("verbs", models.JSONField(default=list)),
                    ],
                    options={
                        "ordering": ("name",),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("key", ""), _negated=True),
                                fields=("key",),
                                name="a_role_is_shipped_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Team",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "name_key",
                            database.naming.NameKeyField(
                                editable=False, max_length=255, unique=True
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        (
                            "members",
                            models.ManyToManyField(
                                blank=True,
                                related_name="teams",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("name",),
                    },
                ),
                migrations.CreateModel(
                    name="Grant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "reach",
                            models.CharField(
                                choices=[
                                    ("site", "site"),
                                    ("own_queues", "own_queues"),
                                    ("chosen", "chosen"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "queues",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="queues.queue"
                            ),
                        ),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="grant",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "role",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grants",
                                to="accounts.roledefinition",
                            ),
                        ),
                        (
                            "teams",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="accounts.team"
                            ),
                        ),
                    ],
                ),
            ]
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
