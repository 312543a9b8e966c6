"""Who is in a room, and who listens, follows from facts."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F

from database.operations import Together

BATCH = 500
# A participant who came back was a second one.
OF_LATEST = (
    "state",
    "is_muted",
    "is_on_hold",
    "wants_muted",
    "wants_on_hold",
    "wish_until",
    "read_back_at",
    "join_refused_at",
    "leave_asked_at",
    "left_at",
    "failure",
)


def carry_forwards(apps, schema_editor):
    alias = schema_editor.connection.alias

    def rows(app, model):
        return apps.get_model(app, model).objects.using(alias).order_by("pk")

    carry_participants(rows)
    merge_participants(rows)
    carry_rooms(rows)
    carry_supervisions(rows)
    # PostgreSQL alters no table that has checks outstanding.
    schema_editor.connection.check_constraints()


def carry_participants(rows):
    """Write down what they are computed from; a dial's key is that of its command."""
    participants = rows("conferences", "Participant")
    participants.order_by().update(dial_id=F("dial_command_id"))
    batch = []
    for one in participants.iterator(BATCH):
        if one.joined_at:
            one.joins = [one.joined_at.isoformat()]
            one.leaves = [one.left_at.isoformat()] if one.left_at else []
        one.leave_asked_at = one.hangup_requested_at
        if one.state == "leaving" or (one.state == "left" and not one.joined_at):
            one.leave_asked_at = (
                one.hangup_requested_at or one.left_at or one.requested_at
            )
        if one.state == "failed" and one.join_requested_at:
            one.join_refused_at = one.left_at or one.join_requested_at
        batch.append(one)
    names = ("joins", "leaves", "leave_asked_at", "join_refused_at")
    participants.bulk_update(batch, names, batch_size=BATCH)


def merge_participants(rows):
    """Make one participant of each leg in a conference: the oldest."""
    participants = rows("conferences", "Participant")
    known = {}
    for one in participants.filter(leg__isnull=False).order_by("requested_at", "pk"):
        first = known.setdefault((one.conference_id, one.leg_id), one)
        if first is one:
            continue
        first.joins = sorted({*first.joins, *one.joins})
        first.leaves = sorted({*first.leaves, *one.leaves})
        moments = [at for at in (first.joined_at, one.joined_at) if at]
        first.joined_at = min(moments, default=None)
        for name in OF_LATEST:
            setattr(first, name, getattr(one, name))
        rows("callcontrol", "Command").order_by().filter(
            purpose__startswith="participant.", subject_id=one.pk
        ).update(subject_id=first.pk)
        # A dial belongs to one participant.
        one_dial, one.dial_id = one.dial_id, None
        first.dial_id = first.dial_id or one_dial
        participants.filter(pk=one.pk).delete()
        first.save()


def carry_rooms(rows):
    conferences = rows("conferences", "Conference")
    for room in conferences.filter(state="failed").iterator(BATCH):
        room.refused_at = room.ended_at or room.requested_at
        room.save(update_fields=["refused_at"])
    for room in conferences.filter(state="ending").iterator(BATCH):
        asked = rows("callcontrol", "Command").filter(
            kind="conference.end", target=room.conference_id
        )
        last = asked.order_by("-requested_at").first()
        room.end_asked_at = last.requested_at if last else room.requested_at
        room.save(update_fields=["end_asked_at"])


def carry_supervisions(rows):
    supervisions = rows("conferences", "Supervision")
    supervisions.order_by().update(
        dial_id=F("dial_command_id"), leave_asked_at=F("hangup_requested_at")
    )
    leaving = supervisions.filter(state="leaving", leave_asked_at=None)
    leaving.order_by().update(leave_asked_at=F("requested_at"))
    heirs = supervisions.filter(replaces__isnull=False, active_at__isnull=False)
    for heir in heirs.iterator(BATCH):
        replaced = supervisions.order_by().filter(pk=heir.replaces_id)
        replaced.update(superseded_at=heir.active_at)


class Migration(migrations.Migration):
    dependencies = [
        ("callcontrol", "0004_health_and_differences"),
        ("calls", "0004_facts"),
        ("conferences", "0002_speaker"),
    ]

    operations = [
        Together(
            [
                migrations.RemoveConstraint(
                    model_name="participant",
                    name="a_leg_is_in_a_conference_once",
                ),
                migrations.AddField(
                    model_name="conference",
                    name="end_asked_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="conference",
                    name="is_arranged",
                    field=models.BooleanField(default=False),
                ),
                migrations.AddField(
                    model_name="conference",
                    name="is_shown",
                    field=models.BooleanField(default=True),
                ),
                migrations.AddField(
                    model_name="conference",
                    name="refused_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="participant",
                    name="dial",
                    field=models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participant",
                        to="calls.dial",
                    ),
                ),
                migrations.AddField(
                    model_name="participant",
                    name="join_refused_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="participant",
                    name="joins",
                    field=models.JSONField(default=list),
                ),
                migrations.AddField(
                    model_name="participant",
                    name="joins_when_held",
                    field=models.BooleanField(default=False),
                ),
                migrations.AddField(
                    model_name="participant",
                    name="leave_asked_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="participant",
                    name="leaves",
                    field=models.JSONField(default=list),
                ),
                migrations.AddField(
                    model_name="supervision",
                    name="dial",
                    field=models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervision",
                        to="calls.dial",
                    ),
                ),
                migrations.AddField(
                    model_name="supervision",
                    name="leave_asked_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="supervision",
                    name="superseded_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.RemoveField(model_name="conference", name="speaker"),
                migrations.AddField(
                    model_name="conference",
                    name="speaker",
                    field=models.CharField(blank=True, default="", max_length=150),
                    preserve_default=False,
                ),
            ]
        ),
        migrations.RunPython(carry_forwards, migrations.RunPython.noop),
        Together(
            [
                migrations.RemoveField(
                    model_name="supervision",
                    name="leg",
                ),
                migrations.RemoveField(
                    model_name="supervision",
                    name="hangup_requested_at",
                ),
                migrations.RemoveField(
                    model_name="supervision",
                    name="dial_command",
                ),
                migrations.RemoveField(
                    model_name="participant",
                    name="join_requested_at",
                ),
                migrations.RemoveField(
                    model_name="participant",
                    name="hangup_requested_at",
                ),
                migrations.RemoveField(
                    model_name="participant",
                    name="dial_command",
                ),
                migrations.AlterField(
                    model_name="supervision",
                    name="dial",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervision",
                        to="calls.dial",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="participant",
                    constraint=models.UniqueConstraint(
                        fields=("conference", "leg"), name="a_leg_is_one_participant"
                    ),
                ),
            ]
        ),
    ]
