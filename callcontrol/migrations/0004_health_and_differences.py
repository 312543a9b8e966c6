"""The account's tables belong to another app now; the health of Telnyx is kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Coalesce

from database.operations import Together

# What each app called the ringing and the hanging up of somebody.
DIALS = ("offer.dial", "supervision.dial", "guest.dial")
HANGUPS = ("supervision.hangup", "participant.hangup")


def carry_forwards(apps, schema_editor):
    commands = apps.get_model("callcontrol", "Command").objects
    rows = commands.using(schema_editor.connection.alias)
    # An answer comes within moments of the last sending.
    sent_at = Coalesce(F("claimed_at"), F("first_sent_at"), F("requested_at"))
    rows.filter(http_status__isnull=False).update(answered_at=sent_at)
    rows.filter(purpose__in=DIALS).update(purpose="leg.dial")
    rows.filter(purpose__in=HANGUPS).update(purpose="leg.hangup")


class Migration(migrations.Migration):
    dependencies = [
        ("callcontrol", "0003_refusals_settings_and_account"),
        ("provisioning", "0001_initial"),
        ("queues", "0003_facts_and_routing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.DeleteModel(name="PhoneNumber"),
                        migrations.DeleteModel(name="CallControlApplication"),
                    ],
                ),
                migrations.CreateModel(
                    name="ClockCorrection",
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
                        ("offset_ms", models.BigIntegerField()),
                        ("from_theirs", models.DateTimeField(null=True)),
                        ("from_ours", models.DateTimeField(null=True)),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ("-pk",),
                    },
                ),
                migrations.CreateModel(
                    name="Comparison",
                    fields=[
                        (
                            "source",
                            models.CharField(
                                max_length=10, primary_key=True, serialize=False
                            ),
                        ),
                        ("compared_at", models.DateTimeField(null=True)),
                        ("things", models.IntegerField(default=0)),
                        ("refusal", models.CharField(blank=True, max_length=200)),
                        ("again_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Discrepancy",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("leg_gone_there", "Live here, ended at Telnyx"),
                                    (
                                        "leg_unknown_here",
                                        "Live at Telnyx, unknown here",
                                    ),
                                    ("no_place", "In a queue here, not at Telnyx"),
                                    ("room_differs", "Room differs from Telnyx's"),
                                    ("lost_webhook", "Webhook that never came"),
                                    (
                                        "agent_reserved",
                                        "Agent reserved without an offer",
                                    ),
                                    ("agent_away", "Agent available without a screen"),
                                    ("recording_missing", "Recording not fetched"),
                                    ("no_outcome", "Command without an outcome"),
                                    (
                                        "dead_letter",
                                        "Webhook that could not be applied",
                                    ),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("key", models.CharField(max_length=200)),
                        ("title", models.CharField(max_length=200)),
                        ("ours", models.TextField()),
                        ("theirs", models.TextField(blank=True)),
                        ("evidence", models.JSONField(default=list)),
                        ("call_id", models.BigIntegerField(null=True)),
                        ("subject", models.CharField(blank=True, max_length=200)),
                        ("since", models.DateTimeField()),
                        ("found_at", models.DateTimeField()),
                        ("is_told", models.BooleanField(default=True)),
                        ("asked_at", models.DateTimeField(null=True)),
                        ("outcome", models.TextField(blank=True)),
                        ("ended_at", models.DateTimeField(db_index=True, null=True)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "discrepancies",
                        "ordering": ("-found_at",),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("kind", "key"),
                                name="one_open_discrepancy_of_a_thing",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProviderHealth",
                    fields=[
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("commands", "Commands to Telnyx"),
                                    ("reads", "Questions to Telnyx"),
                                    ("webhooks", "Webhooks from Telnyx"),
                                ],
                                max_length=10,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("good_at", models.DateTimeField(null=True)),
                        (
                            "trouble",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("key_refused", "The API key is refused"),
                                    ("unsigned", "Webhooks are not signed by Telnyx"),
                                    ("stale", "Webhooks carry a stale timestamp"),
                                    ("unreachable", "Telnyx cannot be reached"),
                                    ("silent", "Telnyx does not answer"),
                                    ("failing", "Telnyx has trouble of its own"),
                                    ("not_allowed", "The API key may not do that"),
                                    ("limited", "Telnyx limits our requests"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("since", models.DateTimeField(null=True)),
                        ("bad_at", models.DateTimeField(null=True)),
                        ("in_a_row", models.PositiveIntegerField(default=0)),
                        ("certain_at", models.DateTimeField(null=True)),
                        ("detail", models.CharField(blank=True, max_length=300)),
                        ("clock_offset_ms", models.BigIntegerField(null=True)),
                        ("clock_at", models.DateTimeField(null=True)),
                        ("clock_off_since", models.DateTimeField(null=True)),
                    ],
                    options={
                        "verbose_name_plural": "provider health",
                    },
                ),
                migrations.AddField(
                    model_name="command",
                    name="answered_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AlterField(
                    model_name="event",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("applied", "Applied"),
                            ("ignored", "Ignored"),
                            ("unknown", "Unknown type"),
                            ("held", "Waits for its leg"),
                            ("quarantined", "Stale timestamp"),
                            ("dead", "Dead letter"),
                        ],
                        default="received",
                        max_length=12,
                    ),
                ),
            ]
        ),
        migrations.RunPython(carry_forwards, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("state", "held")),
                fields=["call_control_id"],
                name="event_held",
            ),
        ),
    ]
