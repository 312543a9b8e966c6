"""Members of a queue get a place; the table is the one that Django made for them."""

import django.db.models.deletion
from django.db import migrations, models

import database.bounded


class Migration(migrations.Migration):
    dependencies = [
        ("agents", "0005_people"),
        ("queues", "0006_retired_and_full"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Membership",
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
                            "agent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to="agents.agent",
                            ),
                        ),
                        (
                            "queue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                to="queues.queue",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "queues_queue_agents",
                        "unique_together": {("queue", "agent")},
                    },
                ),
                migrations.AlterField(
                    model_name="queue",
                    name="agents",
                    field=models.ManyToManyField(
                        blank=True,
                        related_name="queues",
                        through="queues.Membership",
                        to="agents.agent",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="membership",
            name="place",
            field=database.bounded.BoundedIntegerField(
                default=1,
                least=1,
                most=9,
                verbose_name="place among the agent's",
            ),
        ),
    ]
