"""The job that lets go of what is no longer to be kept: in small steps, each by itself."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from audit.actions import note_words
from audit.edge import Actor, acting
from audit.states import Action
from audit.subjects import Thing
from live.refusals import Refused
from privacy import queries
from privacy.held import HELD
from privacy.models import DeletionRun, DeletionStep, Retention
from privacy.states import Chosen, Purpose, choose, cutoff

# Rows of one transaction: few enough that a webhook hardly waits behind them.
AT_ONCE = {Purpose.CALLS: 20, Purpose.AUDIO: 50}
AT_ONCE_USUALLY = 200
# When few people call.
HOUR = 3
JOB = Actor(name="the deletion job")
UNDER_WAY = "The job is at work already."
NOTHING_SET = "Nothing has an end: set for how long something is kept first."


def start(*, by: User | None, now: datetime) -> DeletionRun:
    """Begin a run; raises Refused while one is under way, or when all is kept for ever."""
    rules = Retention.objects.exclude(days=None).select_related("queue")
    if not rules:
        raise Refused(NOTHING_SET)
    order = {purpose.value: place for place, purpose in enumerate(Purpose)}
    try:
        with transaction.atomic():
            run = DeletionRun.objects.create(started_at=now, requested_by=by)
            for rule in sorted(rules, key=lambda one: (order[one.purpose], one.pk)):
                DeletionStep.objects.create(
                    run=run,
                    purpose=rule.purpose,
                    retention=rule,
                    queue_name=rule.queue.name if rule.queue else "",
                    cutoff=cutoff(now, rule.days or 0),
                )
    except IntegrityError as error:
        raise Refused(UNDER_WAY) from error
    return run


def start_when_due(*, now: datetime) -> None:
    """Begin the night's run, once a day."""
    hour = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    since = hour if hour <= now else hour - timedelta(days=1)
    if DeletionRun.objects.filter(started_at__gte=since).exists():
        return
    if Retention.objects.exclude(days=None).exists():
        start(by=None, now=now)


@transaction.atomic
def advance(*, now: datetime) -> bool:
    """Do the next small step of the run that is under way; return whether there is more."""
    run = DeletionRun.objects.select_for_update().filter(ended_at=None).first()
    if run is None:
        return False
    step = run.steps.filter(ended_at=None).select_related("retention").first()
    if step is None:
        run.ended_at = now
        run.save(update_fields=["ended_at"])
        _note(run)
        return False
    if step.retention is None or step.retention.days is None:
        # Somebody has changed the rule meanwhile.
        step.ended_at = now
    else:
        _take(step, step.retention, now)
    step.save()
    return True


def _take(step: DeletionStep, rule: Retention, now: datetime) -> None:
    purpose = Purpose(step.purpose)
    held = HELD[purpose]
    items = held.page(rule.cursor, AT_ONCE.get(purpose, AT_ONCE_USUALLY))
    calls = {item.call for item in items if item.call}
    chosen: Chosen = choose(
        items,
        cursor=rule.cursor,
        rule=rule.queue_id,
        before=step.cutoff,
        periods=queries.periods(purpose),
        queues=queries.queues_of(calls),
        held=queries.held_of(calls),
    )
    removed = held.remove(chosen.due, step.cutoff) if chosen.due else None
    if items and step.first_at is None:
        step.first_at = items[0].at
    step.reached_at = chosen.reached or step.reached_at
    if removed:
        step.removed += removed.count
        step.removed_bytes += removed.size
    step.ended_at = now if chosen.is_end else None
    Retention.objects.filter(pk=rule.pk).update(cursor=chosen.cursor)


def _note(run: DeletionRun) -> None:
    """Write into the audit what went; who started the run, or the job by itself."""
    for step in run.steps.filter(removed__gt=0):
        label = Purpose(step.purpose).label
        name = f"{label} of {step.queue_name}" if step.queue_name else label
        words = (
            f"{step.removed} removed, {step.removed_bytes} bytes of audio and bodies, "
            f"older than {step.cutoff:%Y-%m-%d %H:%M} UTC"
        )
        with acting(JOB):
            thing = Thing("retention", run.pk, name)
            note_words(Action.DELETED, thing, words, by=run.requested_by)


def set_back(calls: Collection[int]) -> None:
    """Let the job look again at some calls, which were held when it passed them."""
    first = min(calls) - 1
    rules = Retention.objects.filter(cursor__gt=first)
    rules.exclude(purpose__in=(Purpose.WEBHOOKS, Purpose.STATES)).update(cursor=first)
    event = queries.first_event_of(calls)
    if event:
        late = Retention.objects.filter(purpose=Purpose.WEBHOOKS, cursor__gte=event)
        late.update(cursor=event - 1)
