"""States follow from choices and engagements; people have skills, and may be away."""

import datetime
from datetime import timedelta

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import database.bounded
from database.naming import NameKeyField, give_keys
from database.operations import Together

# Icon, and whether it counts as working time, of the reasons that came with the product.
LOOKS = {
    "Lunch": ("utensils", False),
    "Training": ("graduation-cap", True),
    "Paperwork": ("file-text", True),
}
BATCH = 500
MISSED = ("no_answer", "declined")
ENGAGED = ("reserved", "on_call")


def carry_forwards(apps, schema_editor):
    alias = schema_editor.connection.alias

    def rows(app, model):
        return apps.get_model(app, model).objects.using(alias).order_by("pk")

    carry_offers(rows)
    carry_choices(rows)
    dress_reasons(rows)
    give_keys(rows("agents", "Agent"), longest=80)
    give_keys(rows("agents", "NotReadyReason"), longest=40)
    # PostgreSQL alters no table that has checks outstanding.
    schema_editor.connection.check_constraints()


def carry_offers(rows):
    """Make an engagement of each offer, with the wrap-up as it was."""
    changes = rows("agents", "AgentStateChange").filter(state="wrap_up")
    wrap_ups = {(one.agent_id, one.started_at): one for one in changes}
    legs = rows("calls", "Leg").filter(dial__isnull=False)
    ends = dict(legs.values_list("dial_id", "ended_at"))
    offers = rows("queues", "Offer").select_related(
        "agent", "entry__queue", "entry__call"
    )
    model = rows("agents", "Engagement").model
    made = []
    for offer in offers.iterator(BATCH):
        one = model(
            agent_id=offer.agent_id,
            # The key of a dial is that of its command.
            dial_id=offer.dial_command_id,
            activity=offer.entry.queue.name[:120],
            reserved_at=offer.made_at,
            connected_at=offer.connected_at,
            over_at=offer.ended_at,
            is_missed=offer.state in MISSED,
        )
        if offer.connected_at:
            call = offer.entry.call
            one.caller = (call.caller_name or call.from_number)[:120]
            one.over_at = ends.get(offer.dial_command_id)
            one.wrap_up = timedelta(seconds=offer.entry.queue.wrap_up_secs)
            if one.over_at:
                note_wrap_up(one, wrap_ups.get((one.agent_id, one.over_at)), offer)
        made.append(one)
    rows("agents", "Engagement").bulk_create(made, batch_size=BATCH)


def note_wrap_up(engagement, change, offer):
    """Note how long it was to last, and that it ended, if it did."""
    agent, over_at = offer.agent, engagement.over_at
    if change is None:
        engagement.wrap_up_ended_at = over_at
    elif change.ended_at:
        engagement.wrap_up_ended_at = change.ended_at
        engagement.wrap_up = max(engagement.wrap_up, change.ended_at - over_at)
    elif agent.state == "wrap_up" and agent.state_until:
        # Somebody may have extended it.
        engagement.wrap_up = agent.state_until - over_at


def carry_choices(rows):
    """Make a choice of each state that did not follow from a call by itself."""
    changes = rows("agents", "AgentStateChange")
    chosen = changes.filter(
        Q(changed_by__isnull=False) | Q(state__in=("not_ready", "offline"))
    )
    choice = rows("agents", "StateChoice").model
    made = [
        choice(
            agent_id=one.agent_id,
            at=one.started_at,
            state=one.state,
            reason=one.reason,
            chosen_by_id=one.changed_by_id,
        )
        for one in chosen.iterator(BATCH)
    ]
    for agent in rows("agents", "Agent").exclude(pending_state=""):
        engaged = changes.filter(agent=agent, state__in=ENGAGED)
        last = engaged.order_by("-started_at", "-pk").first()
        if last is not None:
            made.append(
                choice(
                    agent=agent,
                    # A moment later: what is chosen of a call is chosen during it.
                    at=last.started_at + timedelta(microseconds=1),
                    state=agent.pending_state,
                    reason=agent.pending_reason,
                )
            )
    rows("agents", "StateChoice").bulk_create(made, batch_size=BATCH)


def dress_reasons(rows):
    reasons = rows("agents", "NotReadyReason").order_by()
    for name, (icon, counts_as_work) in LOOKS.items():
        reasons.filter(name=name).update(icon=icon, counts_as_work=counts_as_work)


class Migration(migrations.Migration):
    dependencies = [
        ("agents", "0002_default_reasons"),
        ("calls", "0004_facts"),
        ("queues", "0002_offer_ended"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Absence",
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
                        ("began_at", models.DateTimeField()),
                        ("until", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "agent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="absences",
                                to="agents.agent",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("began_at", "pk"),
                        "indexes": [
                            models.Index(
                                fields=["agent", "ended_at"], name="absence_by_agent"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("agent",),
                                name="an_agent_is_gone_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Skill",
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
                            NameKeyField(editable=False, max_length=255, unique=True),
                        ),
                        ("name", models.CharField(max_length=40)),
                    ],
                    options={
                        "ordering": ("name",),
                    },
                ),
                migrations.CreateModel(
                    name="AgentSkill",
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
                                default=3, least=1, most=5, verbose_name="level"
                            ),
                        ),
                        (
                            "agent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="skills",
                                to="agents.agent",
                            ),
                        ),
                        (
                            "skill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agents",
                                to="agents.skill",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agent", "skill"),
                                name="an_agent_has_a_skill_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Engagement",
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
                        ("activity", models.CharField(blank=True, max_length=120)),
                        ("caller", models.CharField(blank=True, max_length=120)),
                        ("reserved_at", models.DateTimeField()),
                        ("connected_at", models.DateTimeField(null=True)),
                        ("over_at", models.DateTimeField(null=True)),
                        ("is_missed", models.BooleanField(default=False)),
                        ("wrap_up", models.DurationField(default=datetime.timedelta)),
                        ("wrap_up_ended_at", models.DateTimeField(null=True)),
                        (
                            "agent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="engagements",
                                to="agents.agent",
                            ),
                        ),
                        (
                            "dial",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="engagement",
                                to="calls.dial",
                            ),
                        ),
                        (
                            "wrap_up_ended_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("reserved_at", "pk"),
                        "indexes": [
                            models.Index(
                                fields=["agent", "reserved_at"],
                                name="engagement_by_agent",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PresenceRules",
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
                            "gone_after_secs",
                            database.bounded.BoundedIntegerField(
                                default=20,
                                least=15,
                                most=300,
                                verbose_name="Disconnected after",
                            ),
                        ),
                        (
                            "offline_after_secs",
                            database.bounded.BoundedIntegerField(
                                default=120,
                                least=10,
                                most=3600,
                                verbose_name="Offline after",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="StateChoice",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("offline", "Offline"),
                                    ("available", "Available"),
                                    ("reserved", "Ringing"),
                                    ("on_call", "On call"),
                                    ("wrap_up", "Wrap-up"),
                                    ("not_ready", "Not ready"),
                                    ("not_responding", "Not responding"),
                                    ("disconnected", "Disconnected"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=40)),
                        ("signs_out", models.BooleanField(default=False)),
                        (
                            "agent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="choices",
                                to="agents.agent",
                            ),
                        ),
                        (
                            "chosen_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "pk"),
                        "indexes": [
                            models.Index(
                                fields=["agent", "at"], name="state_choice_by_agent"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Workday",
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
                        ("day", models.DateField()),
                        ("calls", models.PositiveIntegerField(default=0)),
                        ("talked_ms", models.PositiveBigIntegerField(default=0)),
                        (
                            "agent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="workdays",
                                to="agents.agent",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agent", "day"),
                                name="one_row_for_an_agents_day",
                            )
                        ],
                    },
                ),
                migrations.RemoveConstraint(
                    model_name="agent",
                    name="agent_state_is_known",
                ),
                migrations.RenameField(
                    model_name="phone",
                    old_name="sip_address",
                    new_name="address",
                ),
                migrations.AddField(
                    model_name="agent",
                    name="available_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="agent",
                    name="call_ended_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="agent",
                    name="gone_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="agent",
                    name="name_key",
                    field=models.CharField(default="", max_length=255),
                ),
                migrations.AddField(
                    model_name="agent",
                    name="pending_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="agent",
                    name="pending_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="agent",
                    name="retired_at",
                    field=models.DateTimeField(editable=False, null=True),
                ),
                migrations.AddField(
                    model_name="agent",
                    name="set_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="agent",
                    name="set_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="agent",
                    name="wrap_up_ended_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="agentstatechange",
                    name="chosen_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="notreadyreason",
                    name="counts_as_work",
                    field=models.BooleanField(
                        default=False, verbose_name="counts as working time"
                    ),
                ),
                migrations.AddField(
                    model_name="notreadyreason",
                    name="icon",
                    field=models.CharField(
                        choices=[
                            ("coffee", "Cup"),
                            ("utensils", "Knife and fork"),
                            ("graduation-cap", "Mortarboard"),
                            ("file-text", "Paper"),
                            ("users", "People"),
                            ("wrench", "Wrench"),
                            ("calendar", "Calendar"),
                            ("clock", "Clock"),
                            ("house", "House"),
                            ("heart-pulse", "Heart"),
                        ],
                        default="coffee",
                        max_length=20,
                    ),
                ),
                migrations.AddField(
                    model_name="notreadyreason",
                    name="is_offered",
                    field=models.BooleanField(
                        default=True, verbose_name="agents may choose it"
                    ),
                ),
                migrations.AddField(
                    model_name="notreadyreason",
                    name="name_key",
                    field=models.CharField(default="", max_length=255),
                ),
                migrations.AlterField(
                    model_name="agent",
                    name="pending_state",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("offline", "Offline"),
                            ("available", "Available"),
                            ("reserved", "Ringing"),
                            ("on_call", "On call"),
                            ("wrap_up", "Wrap-up"),
                            ("not_ready", "Not ready"),
                            ("not_responding", "Not responding"),
                            ("disconnected", "Disconnected"),
                        ],
                        max_length=16,
                    ),
                ),
                migrations.AlterField(
                    model_name="agent",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("offline", "Offline"),
                            ("available", "Available"),
                            ("reserved", "Ringing"),
                            ("on_call", "On call"),
                            ("wrap_up", "Wrap-up"),
                            ("not_ready", "Not ready"),
                            ("not_responding", "Not responding"),
                            ("disconnected", "Disconnected"),
                        ],
                        default="offline",
                        max_length=16,
                    ),
                ),
                migrations.AlterField(
                    model_name="agentstatechange",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("offline", "Offline"),
                            ("available", "Available"),
                            ("reserved", "Ringing"),
                            ("on_call", "On call"),
                            ("wrap_up", "Wrap-up"),
                            ("not_ready", "Not ready"),
                            ("not_responding", "Not responding"),
                            ("disconnected", "Disconnected"),
                        ],
                        max_length=16,
                    ),
                ),
                migrations.AlterField(
                    model_name="notreadyreason",
                    name="name",
                    field=models.CharField(max_length=40),
                ),
                migrations.AlterField(
                    model_name="notreadyreason",
                    name="position",
                    field=database.bounded.BoundedIntegerField(
                        default=0, least=0, most=1000, verbose_name="place in the menu"
                    ),
                ),
            ]
        ),
        migrations.RunPython(carry_forwards, migrations.RunPython.noop),
        Together(
            [
                migrations.AlterField(
                    model_name="agent",
                    name="name_key",
                    field=NameKeyField(editable=False, max_length=255, unique=True),
                ),
                migrations.AlterField(
                    model_name="notreadyreason",
                    name="name_key",
                    field=NameKeyField(editable=False, max_length=255, unique=True),
                ),
                migrations.AddConstraint(
                    model_name="agent",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "offline",
                                    "available",
                                    "reserved",
                                    "on_call",
                                    "wrap_up",
                                    "not_ready",
                                    "not_responding",
                                    "disconnected",
                                ],
                            )
                        ),
                        name="agent_state_is_known",
                    ),
                ),
            ]
        ),
    ]
