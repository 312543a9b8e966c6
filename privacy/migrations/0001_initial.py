import django.db.models.deletion
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import database.bounded
from database.operations import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("calls", "0004_facts"),
        ("queues", "0003_facts_and_routing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="DeletionRun",
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
                        ("started_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "requested_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-started_at",),
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.lookups.IsNull(
                                    models.F("ended_at"), True
                                ),
                                condition=models.Q(("ended_at", None)),
                                name="one_run_at_a_time",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LegalHold",
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
                        ("reason", models.CharField(max_length=200)),
                        ("placed_at", models.DateTimeField()),
                        ("lifted_at", models.DateTimeField(null=True)),
                        (
                            "call",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="holds",
                                to="calls.call",
                            ),
                        ),
                        (
                            "lifted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "placed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-placed_at",),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("lifted_at", None)),
                                fields=("call",),
                                name="one_open_hold_of_a_call",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Retention",
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
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("audio", "Audio of recordings"),
                                    ("webhooks", "Raw webhooks"),
                                    ("commands", "Commands to Telnyx"),
                                    ("notes", "Lines of timelines"),
                                    ("states", "States of agents"),
                                    ("calls", "Calls"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "days",
                            database.bounded.BoundedIntegerField(
                                blank=True,
                                least=2,
                                most=36500,
                                null=True,
                                verbose_name="days",
                            ),
                        ),
                        ("cursor", models.BigIntegerField(default=0)),
                        (
                            "queue",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="queues.queue",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("pk",),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("purpose", "queue"),
                                name="one_period_of_a_queue",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("queue", None)),
                                fields=("purpose",),
                                name="one_usual_period",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DeletionStep",
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
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("audio", "Audio of recordings"),
                                    ("webhooks", "Raw webhooks"),
                                    ("commands", "Commands to Telnyx"),
                                    ("notes", "Lines of timelines"),
                                    ("states", "States of agents"),
                                    ("calls", "Calls"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("queue_name", models.CharField(blank=True, max_length=80)),
                        ("cutoff", models.DateTimeField()),
                        ("first_at", models.DateTimeField(null=True)),
                        ("reached_at", models.DateTimeField(null=True)),
                        ("removed", models.PositiveIntegerField(default=0)),
                        ("removed_bytes", models.BigIntegerField(default=0)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="privacy.deletionrun",
                            ),
                        ),
                        (
                            "retention",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                to="privacy.retention",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("pk",),
                    },
                ),
            ]
        ),
    ]
