"""The tables are there already: callcontrol made them, and gave them these names."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("callcontrol", "0004_rename_tables_of_the_account"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="CallControlApplication",
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
                        ("connection_id", models.CharField(max_length=40, unique=True)),
                        ("name", models.CharField(max_length=120)),
                        ("webhook_url", models.URLField(max_length=500)),
                        (
                            "webhook_failover_url",
                            models.URLField(blank=True, max_length=500),
                        ),
                        ("is_active", models.BooleanField(default=True)),
                        ("is_default", models.BooleanField(default=False)),
                        ("settings", models.JSONField(blank=True, default=dict)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "ordering": ("name",),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_default", True)),
                                fields=("is_default",),
                                name="one_default_application",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PhoneNumber",
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
                            "number",
                            models.CharField(
                                help_text="E.164", max_length=20, unique=True
                            ),
                        ),
                        ("telnyx_id", models.CharField(blank=True, max_length=60)),
                        ("is_in_account", models.BooleanField(default=True)),
                        (
                            "application",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="numbers",
                                to="provisioning.callcontrolapplication",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("number",),
                    },
                ),
            ],
        ),
    ]
