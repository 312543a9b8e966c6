"""Offers are dials, routes lead to the numbers of provisioning, and queues route."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F

import database.bounded
from database.naming import NameKeyField, give_keys
from database.operations import Together


def carry_forwards(apps, schema_editor):
    alias = schema_editor.connection.alias
    # The key of a dial is that of its command.
    offers = apps.get_model("queues", "Offer").objects.using(alias)
    offers.update(dial_id=F("dial_command_id"))
    give_keys(apps.get_model("queues", "Queue").objects.using(alias), longest=80)
    # PostgreSQL alters no table that has checks outstanding.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [
        ("agents", "0003_facts_and_presence"),
        ("calls", "0004_facts"),
        ("provisioning", "0001_initial"),
        ("queues", "0002_offer_ended"),
    ]

    operations = [
        Together(
            [
                # The tables are those that are there: of the numbers, which belong to another
                # app now, and the one that Django made for the agents of a queue.
                migrations.SeparateDatabaseAndState(
                    state_operations=[
                        migrations.AlterField(
                            model_name="inboundroute",
                            name="phone_number",
                            field=models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="route",
                                to="provisioning.phonenumber",
                            ),
                        ),
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
                migrations.CreateModel(
                    name="ApplicationRoute",
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
                            "application",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="route",
                                to="provisioning.callcontrolapplication",
                            ),
                        ),
                        (
                            "queue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="queues.queue",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="RoutingDecision",
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
                        ("at", models.DateTimeField()),
                        (
                            "strategy",
                            models.CharField(
                                choices=[
                                    ("longest_idle", "Idle for longest"),
                                    ("round_robin", "In turn"),
                                    ("fewest_calls", "Fewest calls today"),
                                    ("least_talk", "Least talk time today"),
                                    ("ring_several", "Several at once"),
                                    ("linear", "The queue's own order"),
                                    ("random", "At random"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("considered", models.JSONField(default=list)),
                        ("others", models.JSONField(default=list)),
                        ("reasons", models.JSONField(default=list)),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="queues.queueentry",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "pk"),
                    },
                ),
                migrations.CreateModel(
                    name="SkillNeed",
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
                            "level",
                            database.bounded.BoundedIntegerField(
                                default=1, least=0, most=5, verbose_name="level"
                            ),
                        ),
                        (
                            "after_secs",
                            database.bounded.BoundedIntegerField(
                                default=0,
                                least=0,
                                most=14400,
                                verbose_name="after, seconds",
                            ),
                        ),
                        (
                            "queue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="needs",
                                to="queues.queue",
                            ),
                        ),
                        (
                            "skill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="needs",
                                to="agents.skill",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("skill", "after_secs"),
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("queue", "skill", "after_secs"),
                                name="one_level_at_a_time",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Turn",
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
                        ("asked_at", models.DateTimeField()),
                        (
                            "agent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="agents.agent",
                            ),
                        ),
                        (
                            "queue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="turns",
                                to="queues.queue",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("queue", "agent"),
                                name="an_agent_has_one_turn_in_a_queue",
                            )
                        ],
                    },
                ),
                migrations.RemoveConstraint(
                    model_name="offer",
                    name="one_open_offer_per_entry",
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
                migrations.AddField(
                    model_name="membership",
                    name="rank",
                    field=database.bounded.BoundedIntegerField(
                        default=5, least=1, most=9, verbose_name="place in the queue"
                    ),
                ),
                migrations.AddField(
                    model_name="offer",
                    name="dial",
                    field=models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offer",
                        to="calls.dial",
                    ),
                ),
                migrations.AddField(
                    model_name="offer",
                    name="place",
                    field=models.PositiveSmallIntegerField(default=1),
                ),
                migrations.AddField(
                    model_name="queue",
                    name="idle_since",
                    field=models.CharField(
                        choices=[
                            ("available", "They became available"),
                            ("call", "Their last call ended"),
                            ("wrap_up", "Their last wrap-up ended"),
                        ],
                        default="available",
                        max_length=10,
                        verbose_name="idle since",
                    ),
                ),
                migrations.AddField(
                    model_name="queue",
                    name="mode",
                    field=models.CharField(
                        choices=[
                            ("both", "The queue offers them, and agents may pick"),
                            ("push", "The queue offers them"),
                            ("pull", "Agents pick them"),
                        ],
                        default="both",
                        max_length=8,
                        verbose_name="callers come to agents",
                    ),
                ),
                migrations.AddField(
                    model_name="queue",
                    name="name_key",
                    field=models.CharField(default="", max_length=255),
                ),
                migrations.AddField(
                    model_name="queue",
                    name="not_again_secs",
                    field=database.bounded.BoundedIntegerField(
                        default=30,
                        least=5,
                        most=600,
                        verbose_name="not the same agent again for, seconds",
                    ),
                ),
                migrations.AddField(
                    model_name="queue",
                    name="priority",
                    field=database.bounded.BoundedIntegerField(
                        default=0,
                        least=0,
                        most=5,
                        verbose_name="priority of its callers",
                    ),
                ),
                migrations.AddField(
                    model_name="queue",
                    name="retired_at",
                    field=models.DateTimeField(editable=False, null=True),
                ),
                migrations.AddField(
                    model_name="queue",
                    name="ring_several",
                    field=database.bounded.BoundedIntegerField(
                        default=3,
                        least=2,
                        most=10,
                        verbose_name="ring at once, when several do",
                    ),
                ),
                migrations.AddField(
                    model_name="queue",
                    name="sticky_secs",
                    field=database.bounded.BoundedIntegerField(
                        default=0,
                        least=0,
                        most=600,
                        verbose_name="wait for the agent of the last call, seconds",
                    ),
                ),
                migrations.AddField(
                    model_name="queue",
                    name="strategy",
                    field=models.CharField(
                        choices=[
                            ("longest_idle", "Idle for longest"),
                            ("round_robin", "In turn"),
                            ("fewest_calls", "Fewest calls today"),
                            ("least_talk", "Least talk time today"),
                            ("ring_several", "Several at once"),
                            ("linear", "The queue's own order"),
                            ("random", "At random"),
                        ],
                        default="longest_idle",
                        max_length=12,
                        verbose_name="who is asked first",
                    ),
                ),
                migrations.AddField(
                    model_name="queueentry",
                    name="is_shut_out",
                    field=models.BooleanField(default=False),
                ),
                migrations.AddField(
                    model_name="queueentry",
                    name="note",
                    field=models.CharField(blank=True, max_length=300),
                ),
                migrations.AddField(
                    model_name="queueentry",
                    name="priority",
                    field=database.bounded.BoundedIntegerField(
                        default=0, least=0, most=5, verbose_name="priority"
                    ),
                ),
                migrations.AddField(
                    model_name="queueentry",
                    name="sticky_agent",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="agents.agent",
                    ),
                ),
                migrations.AddField(
                    model_name="queueentry",
                    name="sticky_until",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="queueentry",
                    name="transferred_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="queueentry",
                    name="withdrawn_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AlterField(
                    model_name="offer",
                    name="origin",
                    field=models.CharField(
                        choices=[
                            ("pick", "Picked"),
                            ("take_next", "Taken next"),
                            ("assign", "Assigned"),
                            ("push", "Offered"),
                        ],
                        max_length=10,
                    ),
                ),
                migrations.AlterField(
                    model_name="offer",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("dialling", "Dialling"),
                            ("ringing", "Ringing"),
                            ("answered", "Connecting"),
                            ("connected", "Connected"),
                            ("no_answer", "No answer"),
                            ("declined", "Declined"),
                            ("unreachable", "Not reachable"),
                            ("failed", "Failed"),
                            ("caller_left", "Caller left"),
                            ("cancelled", "Cancelled"),
                            ("taken", "Answered by another"),
                        ],
                        default="dialling",
                        max_length=12,
                    ),
                ),
                migrations.AlterField(
                    model_name="offer",
                    name="withdrawn_as",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("dialling", "Dialling"),
                            ("ringing", "Ringing"),
                            ("answered", "Connecting"),
                            ("connected", "Connected"),
                            ("no_answer", "No answer"),
                            ("declined", "Declined"),
                            ("unreachable", "Not reachable"),
                            ("failed", "Failed"),
                            ("caller_left", "Caller left"),
                            ("cancelled", "Cancelled"),
                            ("taken", "Answered by another"),
                        ],
                        max_length=12,
                    ),
                ),
                migrations.AlterField(
                    model_name="queue",
                    name="max_size",
                    field=database.bounded.BoundedIntegerField(
                        default=100,
                        least=1,
                        most=10000,
                        verbose_name="most callers at a time",
                    ),
                ),
                migrations.AlterField(
                    model_name="queue",
                    name="max_wait_secs",
                    field=database.bounded.BoundedIntegerField(
                        default=3600,
                        least=60,
                        most=14400,
                        verbose_name="longest stay in Telnyx's queue, seconds",
                    ),
                ),
                migrations.AlterField(
                    model_name="queue",
                    name="name",
                    field=models.CharField(max_length=80),
                ),
                migrations.AlterField(
                    model_name="queue",
                    name="ring_secs",
                    field=database.bounded.BoundedIntegerField(
                        default=20,
                        least=5,
                        most=600,
                        verbose_name="ring an agent for, seconds",
                    ),
                ),
                migrations.AlterField(
                    model_name="queue",
                    name="short_abandon_secs",
                    field=database.bounded.BoundedIntegerField(
                        default=5,
                        least=0,
                        most=600,
                        verbose_name="misdial: gives up within, seconds",
                    ),
                ),
                migrations.AlterField(
                    model_name="queue",
                    name="sl_goal",
                    field=database.bounded.BoundedIntegerField(
                        default=80,
                        least=1,
                        most=100,
                        verbose_name="service level: goal, per cent",
                    ),
                ),
                migrations.AlterField(
                    model_name="queue",
                    name="sl_threshold_secs",
                    field=database.bounded.BoundedIntegerField(
                        default=20,
                        least=1,
                        most=3600,
                        verbose_name="service level: answered within, seconds",
                    ),
                ),
                migrations.AlterField(
                    model_name="queue",
                    name="target_wait_secs",
                    field=database.bounded.BoundedIntegerField(
                        default=120,
                        least=1,
                        most=14400,
                        verbose_name="target wait, seconds",
                    ),
                ),
                migrations.AlterField(
                    model_name="queue",
                    name="wrap_up_secs",
                    field=database.bounded.BoundedIntegerField(
                        default=30, least=0, most=3600, verbose_name="wrap-up, seconds"
                    ),
                ),
                migrations.AddField(
                    model_name="offer",
                    name="routing",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="queues.routingdecision",
                    ),
                ),
            ]
        ),
        migrations.RunPython(carry_forwards, migrations.RunPython.noop),
        Together(
            [
                migrations.RemoveField(
                    model_name="offer",
                    name="leg",
                ),
                migrations.RemoveField(
                    model_name="offer",
                    name="dial_command",
                ),
                migrations.AlterField(
                    model_name="offer",
                    name="dial",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offer",
                        to="calls.dial",
                    ),
                ),
                migrations.AlterField(
                    model_name="queue",
                    name="name_key",
                    field=NameKeyField(editable=False, max_length=255, unique=True),
                ),
                migrations.AddIndex(
                    model_name="queueentry",
                    index=models.Index(
                        condition=models.Q(("state__in", ("entering", "waiting"))),
                        fields=["queue", "priority", "entered_at", "id"],
                        name="entry_next",
                    ),
                ),
                migrations.AddIndex(
                    model_name="offer",
                    index=models.Index(
                        fields=["agent", "ended_at"], name="offer_by_agent"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="offer",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ("dialling", "ringing", "answered"))
                        ),
                        fields=("entry", "place"),
                        name="one_open_offer_per_entry_and_place",
                    ),
                ),
            ]
        ),
    ]
