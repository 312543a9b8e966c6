import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agents", "0003_facts_and_presence"),
        ("calls", "0004_facts"),
        ("conferences", "0003_facts"),
        ("queues", "0003_facts_and_routing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Transfer",
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
                    "way",
                    models.CharField(
                        choices=[("send", "Send"), ("consult", "Consult first")],
                        max_length=8,
                    ),
                ),
                (
                    "to",
                    models.CharField(
                        choices=[
                            ("agent", "Agent"),
                            ("queue", "Queue"),
                            ("number", "Number"),
                        ],
                        max_length=8,
                    ),
                ),
                ("label", models.CharField(max_length=120)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "if_unanswered",
                    models.CharField(
                        choices=[("me", "back to me"), ("queue", "back to the queue")],
                        default="me",
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ringing", "Ringing"),
                            ("consulting", "Consulting"),
                            ("handing_over", "Handing over"),
                            ("done", "Transferred"),
                            ("merged", "All together"),
                            ("cancelled", "Cancelled"),
                            ("unanswered", "Not answered"),
                            ("target_left", "The other side hung up"),
                            ("caller_left", "The caller hung up"),
                            ("failed", "Failed"),
                        ],
                        default="ringing",
                        max_length=14,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("is_swapped", models.BooleanField(default=False)),
                ("complete_asked_at", models.DateTimeField(null=True)),
                ("merge_asked_at", models.DateTimeField(null=True)),
                ("cancel_asked_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("failure", models.TextField(blank=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agents.agent",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="calls.call",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfer",
                        to="queues.queueentry",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="calls.leg",
                    ),
                ),
                (
                    "participant",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfer",
                        to="conferences.participant",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("asked_at", "pk"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=["call"],
                        name="transfer_unsettled",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ("ringing", "consulting", "handing_over"))
                        ),
                        fields=("call",),
                        name="one_open_transfer_per_call",
                    )
                ],
            },
        ),
    ]
