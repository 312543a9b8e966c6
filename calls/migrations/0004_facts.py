"""What rang whom is a row of its own, and legs say by which facts they stand."""

from datetime import timedelta

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Exists, OuterRef

from database.operations import Together

RANG_FOR = 30
BATCH = 500
# What an offer or a guest came to, in the words of the dial.
OVER = {
    "no_answer": "no_answer",
    "declined": "declined",
    "caller_left": "withdrawn",
    "cancelled": "withdrawn",
    "left": "withdrawn",
    "ended": "withdrawn",
}
UNANSWERED = {
    "call_rejected": "declined",
    "user_busy": "declined",
    "no_answer": "no_answer",
    "normal_clearing": "no_answer",
    "originator_cancel": "no_answer",
    "timeout": "no_answer",
}


def carry_forwards(apps, schema_editor):
    """Make a dial of each command that rang somebody, and link the legs with them."""
    alias = schema_editor.connection.alias
    carried = Carried(apps, alias)
    carried.make_dials()
    carried.link_legs()
    carried.note_proofs()
    carried.note_company()
    carried.note_told()
    # PostgreSQL alters no table that has checks outstanding.
    schema_editor.connection.check_constraints()


class Carried:
    def __init__(self, apps, alias):
        self.apps, self.alias = apps, alias

    def rows(self, app, model):
        return self.apps.get_model(app, model).objects.using(self.alias).order_by("pk")

    def make_dials(self):
        """Of offers, supervisions and guests first: what only a leg tells comes last."""
        legs = self.rows("calls", "Leg").filter(command_id__isnull=False)
        self.legs = {leg.command_id: leg for leg in legs}
        self.known = set()
        self.made = []
        offers = self.rows("queues", "Offer").select_related(
            "dial_command", "entry", "agent"
        )
        for row in offers.iterator(BATCH):
            self.make(
                row.dial_command, row.entry.call_id, "agent", row.agent.user_id, row
            )
        supervisions = self.rows("conferences", "Supervision")
        for row in supervisions.select_related("dial_command").iterator(BATCH):
            self.make(
                row.dial_command, row.call_id, "supervisor", row.supervisor_id, row
            )
        guests = self.rows("conferences", "Participant").filter(
            dial_command__isnull=False
        )
        for row in guests.select_related("dial_command", "conference").iterator(BATCH):
            self.make(row.dial_command, row.conference.call_id, "guest", None, row)
        commands = self.rows("callcontrol", "Command").filter(pk__in=self.legs)
        for command in commands.iterator(BATCH):
            leg = self.legs[command.pk]
            self.make(command, leg.call_id, leg.role, leg.user_id, None)
        self.write()

    def make(self, command, call_id, role, user_id, row):
        if command.pk in self.known:
            return
        self.known.add(command.pk)
        rang_for = command.params.get("timeout_secs", RANG_FOR)
        dial = self.apps.get_model("calls", "Dial")(
            command_id=command.pk,
            call_id=call_id,
            role=role,
            user_id=user_id,
            address=str(command.params.get("to", ""))[:200],
            asked_at=command.requested_at,
            rings_until=command.requested_at + timedelta(seconds=rang_for),
        )
        leg = self.legs.get(command.pk)
        if leg is None and is_refused(command, row):
            dial.refused_at = over_at(row) or command.settled_at or dial.asked_at
            dial.refusal = getattr(row, "failure", "") or command.error_detail
        dial.state, dial.ended_at = outcome_of(command, leg, row)
        dial.withdrawn_at = withdrawn_at(row)
        if dial.withdrawn_at and dial.state in ("dialling", "ringing"):
            dial.state, dial.ended_at = "withdrawn", dial.withdrawn_at
        self.made.append(dial)
        if len(self.made) >= BATCH:
            self.write()

    def write(self):
        self.rows("calls", "Dial").bulk_create(self.made)
        self.made = []

    def link_legs(self):
        for leg in self.legs.values():
            if leg.command_id in self.known:
                leg.dial_id = leg.command_id
        linked = [leg for leg in self.legs.values() if leg.dial_id]
        self.rows("calls", "Leg").bulk_update(linked, ["dial"], batch_size=BATCH)

    def note_proofs(self):
        bridged = self.rows("calls", "Leg").filter(bridged_at__isnull=False)
        batch = []
        for leg in bridged.iterator(BATCH):
            leg.proofs = {"bridged": [leg.bridged_at.isoformat()]}
            batch.append(leg)
            if len(batch) == BATCH:
                self.rows("calls", "Leg").bulk_update(batch, ["proofs"])
                batch = []
        self.rows("calls", "Leg").bulk_update(batch, ["proofs"])

    def note_company(self):
        rooms = self.rows("conferences", "Conference").filter(call=OuterRef("pk"))
        supervisions = self.rows("conferences", "Supervision").filter(
            call=OuterRef("pk")
        )
        calls = self.rows("calls", "Call").order_by()
        with_company = calls.filter(Exists(rooms) | Exists(supervisions))
        with_company.update(has_company=True)

    def note_told(self):
        """Every leg of before was made by an event."""
        self.rows("calls", "Leg").order_by().update(is_told=True)


def outcome_of(command, leg, row):
    """Return the state of a dial and since when it is over, as far as is known."""
    if leg is not None:
        if leg.answered_at:
            return ("ended", leg.ended_at) if leg.ended_at else ("answered", None)
        if leg.ended_at:
            said = UNANSWERED.get(leg.hangup_cause, "failed")
            return OVER.get(getattr(row, "state", ""), said), leg.ended_at
        return "ringing", None
    ended_at = over_at(row)
    if is_refused(command, row):
        return "failed", ended_at or command.settled_at or command.requested_at
    if ended_at:
        return OVER.get(row.state, "failed"), ended_at
    return "dialling", None


def is_refused(command, row):
    """Whether there is no leg, by Telnyx's word or because nobody ever told of one."""
    return command.state in ("failed", "expired") or (
        getattr(row, "state", "") == "failed"
    )


def over_at(row):
    """Return since when an offer or a supervision is over, or a guest is out."""
    return getattr(row, "ended_at", None) or getattr(row, "left_at", None)


def withdrawn_at(row):
    """Return since when nobody wanted it any more; None while somebody did."""
    if row is None:
        return None
    if hasattr(row, "withdrawn_at"):
        return row.ended_at if row.state in ("caller_left", row.withdrawn_as) else None
    was_there = getattr(row, "joined_at", None) or getattr(row, "active_at", None)
    if row.state in ("leaving", "left", "ended") and not was_there:
        return row.hangup_requested_at or over_at(row) or row.requested_at
    return row.hangup_requested_at


class Migration(migrations.Migration):
    dependencies = [
        ("agents", "0002_default_reasons"),
        ("callcontrol", "0003_refusals_settings_and_account"),
        ("calls", "0003_leg_holding"),
        ("conferences", "0002_speaker"),
        ("queues", "0002_offer_ended"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Dial",
                    fields=[
                        (
                            "command",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="dial",
                                serialize=False,
                                to="callcontrol.command",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("customer", "Caller"),
                                    ("agent", "Agent"),
                                    ("supervisor", "Supervisor"),
                                    ("guest", "Guest"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("address", models.CharField(max_length=200)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("dialling", "Dialling"),
                                    ("ringing", "Ringing"),
                                    ("answered", "Answered"),
                                    ("ended", "Ended"),
                                    ("declined", "Declined"),
                                    ("no_answer", "No answer"),
                                    ("unreachable", "Not reachable"),
                                    ("failed", "Failed"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="dialling",
                                max_length=12,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("rings_until", models.DateTimeField()),
                        ("refused_at", models.DateTimeField(null=True)),
                        ("refusal", models.TextField(blank=True)),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "call",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dials",
                                to="calls.call",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                null=True,
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
                                condition=models.Q(
                                    ("state__in", ("dialling", "ringing"))
                                ),
                                fields=["rings_until"],
                                name="dial_open",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UntoldLeg",
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
                            "call_control_id",
                            models.CharField(max_length=150, unique=True),
                        ),
                        ("listed_at", models.DateTimeField()),
                        ("is_over", models.BooleanField(default=False)),
                    ],
                ),
                migrations.AddField(
                    model_name="call",
                    name="has_company",
                    field=models.BooleanField(default=False),
                ),
                migrations.AddField(
                    model_name="leg",
                    name="asked_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="leg",
                    name="doubted_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="leg",
                    name="is_told",
                    field=models.BooleanField(default=False),
                ),
                migrations.AddField(
                    model_name="leg",
                    name="proofs",
                    field=models.JSONField(default=dict),
                ),
                migrations.AlterField(
                    model_name="leg",
                    name="place",
                    field=models.CharField(
                        choices=[
                            ("parked", "Parked"),
                            ("queue", "In queue"),
                            ("bridge", "Bridged"),
                            ("conference", "In a room"),
                        ],
                        default="parked",
                        max_length=12,
                    ),
                ),
                migrations.AddField(
                    model_name="leg",
                    name="dial",
                    field=models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leg",
                        to="calls.dial",
                    ),
                ),
            ]
        ),
        migrations.RunPython(carry_forwards, migrations.RunPython.noop),
        Together(
            [
                migrations.RemoveField(
                    model_name="leg",
                    name="missing_since",
                ),
                migrations.RemoveField(
                    model_name="leg",
                    name="command_id",
                ),
                migrations.AddIndex(
                    model_name="call",
                    index=models.Index(
                        fields=["from_number", "-started_at"], name="call_of_caller"
                    ),
                ),
            ]
        ),
    ]
