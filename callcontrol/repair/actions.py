"""Keep what was found to disagree, and carry out the repairs that people ask for."""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from audit.actions import note_words
from audit.states import Action
from audit.subjects import Thing
from callcontrol.models import Comparison, Discrepancy
from callcontrol.repair.registry import repairs
from callcontrol.repair.states import Evidence, Found, Kind, compare
from live import topics
from live.announce import announce
from live.refusals import Refused

# The row of a comparison is written this often while it finds nothing new.
TOLD_EVERY = timedelta(seconds=4)
AGREES = "It agrees again."
KEPT_FOR = timedelta(days=30)
# What lists show to disagree is told once it has lasted for so long: until then the
# comparison itself mostly takes it in.
TOLD_AFTER = timedelta(seconds=8)
# So long a repair is given to show; then it may be asked for again.
ASKED_COUNTS_FOR = timedelta(seconds=10)


@transaction.atomic
def report(
    source: str,
    found: Iterable[Found],
    *,
    kinds: Collection[Kind],
    compared: int,
    now: datetime,
) -> None:
    """Take over what a comparison of `compared` things found of these kinds.

    `source` is "telnyx" or "records". Call it for complete comparisons only: what is
    missing from `found` is taken to agree again.
    """
    has_news = _take_over(found, kinds, is_told=True, now=now)
    was_told = _note_comparison(source, compared, now)
    if has_news or was_told:
        announce(topics.repair())


@transaction.atomic
def report_seen(
    found: Iterable[Found], *, kinds: Collection[Kind], now: datetime
) -> None:
    """Take over what one of Telnyx's lists shows to disagree; as `report` otherwise.

    It is told once it has lasted, and what agrees before that was nothing.
    """
    if _take_over(found, kinds, is_told=False, now=now):
        announce(topics.repair())


def _take_over(
    found: Iterable[Found], kinds: Collection[Kind], *, is_told: bool, now: datetime
) -> bool:
    """Return whether people can see a difference."""
    rows = Discrepancy.objects.select_for_update()
    still_open = {
        (row.kind, row.key): row
        for row in rows.filter(kind__in=kinds, ended_at__isnull=True)
    }
    changes = compare(still_open.keys(), found, kinds)
    for one in changes.new:
        Discrepancy.objects.create(**_columns(one), found_at=now, is_told=is_told)
    has_changed = [
        _see_again(still_open[one.kind, one.key], one, now) for one in changes.still
    ]
    were_told = [_end(still_open[key], now) for key in changes.gone]
    return (is_told and bool(changes.new)) or any(has_changed) or any(were_told)


@transaction.atomic
def note_repaired(
    found: Found, outcome: str, *, found_at: datetime, now: datetime
) -> None:
    """Tell of what a sweep found and repaired by itself.

    `outcome` is a sentence on what it did.
    """
    row = Discrepancy.objects.filter(
        kind=found.kind, key=found.key, ended_at__isnull=True
    ).first()
    if row is None:
        row = Discrepancy(found_at=found_at)
    for name, value in _columns(found).items():
        setattr(row, name, value)
    row.ended_at, row.outcome, row.is_told = now, outcome, True
    row.save()
    announce(topics.repair())


@transaction.atomic
def note_refused(
    source: str, refusal: str, *, again_at: datetime, now: datetime
) -> None:
    """Tell that a comparison could not be had, why, and when it is tried again."""
    row, _ = Comparison.objects.get_or_create(source=source)
    row.refusal, row.again_at = refusal, again_at
    row.save()
    announce(topics.repair())


def repair(pk: int, *, by: User, now: datetime) -> str:
    """Carry out the one repair of a disagreement; return what was done.

    Raises Refused when it is over, has no repair, or is being repaired already.
    """
    row = _claim(pk, by, now)
    known = repairs().repairs[Kind(row.kind)]
    try:
        done = known.do(row.subject, by, now)
    except Refused as refusal:
        Discrepancy.objects.filter(pk=pk).update(
            asked_at=None, asked_by=None, outcome=refusal.sentence
        )
        announce(topics.repair())
        raise
    Discrepancy.objects.filter(pk=pk, ended_at__isnull=True).update(outcome=done)
    about = Thing("discrepancy", pk, str(Kind(row.kind).label))
    note_words(Action.REPAIRED, about, done, by=by)
    announce(topics.repair())
    return done


@transaction.atomic
def _claim(pk: int, by: User, now: datetime) -> Discrepancy:
    row = Discrepancy.objects.select_for_update().get(pk=pk)
    known = repairs().repairs.get(Kind(row.kind))
    if row.ended_at is not None:
        raise Refused("This agrees again; there is nothing to repair.")
    if known is None:
        raise Refused("There is nothing that could safely be done about this.")
    if row.asked_at is not None and now - row.asked_at < ASKED_COUNTS_FOR:
        raise Refused("Somebody has just asked for this repair.")
    row.asked_at, row.asked_by, row.outcome = now, by, ""
    row.save()
    return row


def _columns(found: Found) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "key": found.key,
        "title": found.title,
        "ours": found.ours,
        "theirs": found.theirs,
        "since": found.since,
        "call_id": found.call_pk,
        "subject": found.subject,
        "evidence": [_plain(one) for one in found.evidence],
    }


def _plain(evidence: Evidence) -> dict[str, str]:
    told = asdict(evidence)
    return told | {"at": evidence.at.isoformat() if evidence.at else ""}


def _see_again(row: Discrepancy, found: Found, now: datetime) -> bool:
    """Bring a row up to date; return whether people now read something else."""
    columns = _columns(found) | {"since": min(row.since, found.since)}
    is_told = columns["is_told"] = row.is_told or now - row.found_at >= TOLD_AFTER
    news = {name: one for name, one in columns.items() if getattr(row, name) != one}
    if news:
        Discrepancy.objects.filter(pk=row.pk).update(**news)
    return is_told and bool(news)


def _end(row: Discrepancy, now: datetime) -> bool:
    """Note that it agrees again; return whether anybody had been told otherwise."""
    if not row.is_told:
        row.delete()
        return False
    row.ended_at = now
    row.outcome = row.outcome if row.asked_at else AGREES
    row.save()
    return True


def _note_comparison(source: str, compared: int, now: datetime) -> bool:
    row, _ = Comparison.objects.get_or_create(
        source=source, defaults={"compared_at": now - TOLD_EVERY, "things": -1}
    )
    was_refused, row.refusal, row.again_at = row.refusal != "", "", None
    before = row.compared_at
    is_fresh = before is not None and abs(now - before) < TOLD_EVERY
    if row.things == compared and is_fresh and not was_refused:
        return False
    row.compared_at, row.things = now, compared
    row.save()
    old = Discrepancy.objects.filter(ended_at__lt=now - KEPT_FOR)
    old.delete()
    return True
