"""Numbers that people set: bounds in every form and model, and rows that break them."""

import logging

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models.fields.related import RelatedField

from database import bounded
from database.bounded import BoundedIntegerField, stored_outside
from queues.models import Queue
from tests.factories import make_queue

HUGE = 9_223_372_036_854_775_807
# Numbers that nobody sets: this product counts or measures them, or a provider's answer
# gives them, and the column holds what can come of that.
COUNTED = {
    "flows.FlowVersion.number",
    "api.Answer.status",
    "api.Message.attempts",
    "api.Message.subject",
    "callcontrol.Event.attempts",
    "callcontrol.Event.handling_ms",
    "callcontrol.RefusedWebhooks.count",
    "callcontrol.ProviderHealth.in_a_row",
    "callcontrol.ProviderHealth.clock_offset_ms",
    "callcontrol.ClockCorrection.offset_ms",
    "callcontrol.Command.attempts",
    "callcontrol.Command.call_id",
    "callcontrol.Command.subject_id",
    "callcontrol.Command.http_status",
    "callcontrol.Discrepancy.call_id",
    "callcontrol.Comparison.things",
    "agents.Engagement.wrap_up",
    "agents.Workday.calls",
    "agents.Workday.talked_ms",
    "privacy.DeletionStep.removed",
    "privacy.DeletionStep.removed_bytes",
    "privacy.Retention.cursor",
    "queues.IntervalCount.stays",
    "queues.IntervalCount.answered",
    "queues.IntervalCount.answered_in_threshold",
    "queues.IntervalCount.answered_wait_ms",
    "queues.IntervalCount.abandoned",
    "queues.IntervalCount.abandoned_in_threshold",
    "queues.IntervalCount.abandoned_short",
    "queues.IntervalCount.abandoned_wait_ms",
    "queues.IntervalCount.flowed_out",
    "queues.IntervalCount.level_met",
    "queues.IntervalCount.level_of",
    "queues.IntervalCount.longest_wait_ms",
    "queues.MetricDefinition.version",
    "queues.MetricDefinition.threshold_secs",
    "queues.MetricDefinition.short_secs",
    "queues.MetricDefinition.goal",
    "queues.QueueEntry.revision",
    "queues.QueueEntry.counted_revision",
    "queues.Offer.place",
    "queues.QueueEntry.waited_ms",
    "recordings.Recording.paused_for",
    "recordings.Recording.duration",
    "recordings.Recording.size_bytes",
    "recordings.Recording.archive_attempts",
}
NUMBERS = (
    models.IntegerField,
    models.FloatField,
    models.DecimalField,
    models.DurationField,
)
OTHERS = ("django.", "channels", "csp", "lucide")


def number_fields():
    for model in apps.get_models():
        for field in model._meta.get_fields():
            is_ours = not model.__module__.startswith(OTHERS)
            if is_ours and isinstance(field, NUMBERS) and not is_key(field):
                yield f"{model._meta.app_label}.{model.__name__}.{field.name}", field


def is_key(field) -> bool:
    return field.primary_key or isinstance(field, RelatedField)


def test_every_number_that_somebody_sets_has_bounds():
    free = {
        name
        for name, field in number_fields()
        if not isinstance(field, BoundedIntegerField)
    }
    assert free == COUNTED


def test_bounds_fit_into_every_database_and_around_the_default():
    for name, field in number_fields():
        if isinstance(field, BoundedIntegerField):
            default = field.get_default()
            least = field.least if default is None else default
            assert 0 <= field.least <= least <= field.most, name
            assert field.most < 2**31, name


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stored", "used"),
    [(HUGE, 3600), (3601, 3600), (3600, 3600), (0, 0), (30, 30)],
)
def test_a_number_outside_is_read_as_the_nearest_one(stored, used):
    queue = make_queue()
    write(queue, wrap_up_secs=stored)

    queue.refresh_from_db()

    assert queue.wrap_up_secs == used
    assert Queue.objects.values_list("wrap_up_secs", flat=True).get() == used


@pytest.mark.django_db
def test_what_is_no_number_is_read_as_the_default():
    """SQLite keeps what it is given; PostgreSQL would not take it."""
    queue = make_queue()
    write(queue, ring_secs="soon")

    queue.refresh_from_db()

    assert queue.ring_secs == 20


@pytest.mark.django_db
def test_a_number_outside_is_noted_once_and_found(caplog):
    bounded._note.cache_clear()
    queue = make_queue()
    write(queue, sl_goal=400, target_wait_secs=0)

    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            queue.refresh_from_db()

    assert sorted(record.getMessage() for record in caplog.records) == [
        "queues.Queue.sl_goal holds 400; 100 is used instead.",
        "queues.Queue.target_wait_secs holds 0; 1 is used instead.",
    ]
    found = [(one.pk, one.field, one.stored, one.used) for one in outside()]
    assert found == [
        (queue.pk, "sl_goal", 400, 100),
        (queue.pk, "target_wait_secs", 0, 1),
    ]


@pytest.mark.django_db
def test_saving_a_row_puts_its_numbers_right():
    queue = make_queue()
    write(queue, max_size=HUGE)

    Queue.objects.get().save()

    assert outside() == []


def outside():
    return stored_outside(Queue)


def write(queue, **values):
    """Write past every check, as somebody with a database client does."""
    columns = ", ".join(f"{name} = %s" for name in values)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE queues_queue SET {columns} WHERE id = %s",  # noqa: S608
            [*values.values(), queue.pk],
        )
