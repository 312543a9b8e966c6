"""The tables are there already: callcontrol made them, under names of its own."""

import django.db.models.deletion
from django.db import migrations, models

from database.naming import NameKeyField, give_keys
from database.operations import Together

TABLES = ("callcontrolapplication", "phonenumber")


def take_tables(apps, schema_editor):
    for table in TABLES:
        rename(schema_editor, f"callcontrol_{table}", f"provisioning_{table}")


def give_tables_back(apps, schema_editor):
    for table in TABLES:
        rename(schema_editor, f"provisioning_{table}", f"callcontrol_{table}")


def rename(schema_editor, old, new):
    # Which model it is of makes no difference.
    schema_editor.alter_db_table(None, old, new)


def fill_keys(apps, schema_editor):
    """Give every name its key; of names that clash all but the oldest are numbered."""
    applications = apps.get_model("provisioning", "CallControlApplication").objects
    give_keys(applications.using(schema_editor.connection.alias), longest=120)
    # PostgreSQL alters no table that has checks outstanding.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("callcontrol", "0003_refusals_settings_and_account"),
        # Its routes lead to the numbers.
        ("queues", "0002_offer_ended"),
    ]

    operations = [
        Together(
            [
                migrations.SeparateDatabaseAndState(
                    database_operations=[
                        migrations.RunPython(take_tables, give_tables_back),
                    ],
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
                                (
                                    "connection_id",
                                    models.CharField(max_length=40, unique=True),
                                ),
                                ("name", models.CharField(max_length=120)),
                                ("webhook_url", models.URLField(max_length=500)),
                                (
                                    "webhook_failover_url",
                                    models.URLField(blank=True, max_length=500),
                                ),
                                ("is_active", models.BooleanField(default=True)),
                                ("is_default", models.BooleanField(default=False)),
                                (
                                    "settings",
                                    models.JSONField(blank=True, default=dict),
                                ),
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
                                (
                                    "telnyx_id",
                                    models.CharField(blank=True, max_length=60),
                                ),
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
                migrations.AddField(
                    model_name="callcontrolapplication",
                    name="name_key",
                    field=models.CharField(default="", max_length=255),
                ),
            ]
        ),
        migrations.RunPython(fill_keys, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="callcontrolapplication",
            name="name_key",
            field=NameKeyField(),
        ),
    ]
