"""Note what people do, and seal what was noted."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet
from django.utils import timezone

from audit.changes import Change, Value, differences, summary
from audit.edge import actor
from audit.hashes import BEGINNING, digest_of
from audit.models import LONGEST_NAME, AuditRow, Seal
from audit.queries import unsealed
from audit.states import Action
from audit.subjects import Subject, Thing
from text.plain import plain

# So many rows are sealed in one transaction.
LARGEST_RUN = 500


def note(
    action: Action,
    thing: Thing,
    change: Change | None = None,
    *,
    by: AbstractBaseUser | None = None,
) -> AuditRow:
    """Add a row, in the transaction of what it tells of.

    It is done by whom the request is from, unless `by` says who it was.
    """
    who = actor()
    user = by if by is not None else who.user
    has_account = isinstance(user, models.Model) or bool(getattr(user, "pk", None))
    return AuditRow.objects.create(
        at=timezone.now(),
        actor_id=user.pk if has_account else None,
        actor_name=_cut(_name_of(user) if has_account else who.name),
        address=who.address,
        action=action,
        kind=thing.kind,
        subject=str(thing.key),
        subject_name=_cut(thing.name),
        field=change.field if change else "",
        old=change.old if change else "",
        new=change.new if change else "",
        is_list=change.is_list if change else False,
    )


def note_words(
    action: Action, thing: Thing, words: str = "", *, by: AbstractBaseUser | None = None
) -> AuditRow:
    """Add a row about something that has no fields, with a few words of how."""
    return note(action, thing, Change("", "", words), by=by)


@contextmanager
def noting(
    *whole: tuple[Subject[Any], models.Model], by: AbstractBaseUser | None = None
) -> Iterator[None]:
    """Note whatever the code in here changes of some things, in its transaction.

    Each is compared with itself as it was, however it is written; its row is locked, so
    that of two people who save at once each is noted with what the other left. A new
    one is given without a key, which it has got at the end.
    """
    with transaction.atomic(), ExitStack() as stack:
        for subject, row in whole:
            stack.enter_context(_noting(subject, row, by))
        yield


@contextmanager
def noting_all(subject: Subject[Any]) -> Iterator[None]:
    """Note whatever the code in here changes of any row of a table."""
    with transaction.atomic():
        before = _read(subject, subject.model._base_manager.all())
        yield
        after = _read(subject, subject.model._base_manager.all())
        for key in dict.fromkeys((*before, *after)):
            _compare(subject, before.get(key), after.get(key))


@contextmanager
def _noting(
    subject: Subject[Any], row: models.Model, by: AbstractBaseUser | None
) -> Iterator[None]:
    key = row.pk
    before = _one(subject, key)
    yield
    _compare(subject, before, _one(subject, row.pk or key), by)


class _Read(NamedTuple):
    """What a row said when it was read."""

    thing: Thing
    values: Mapping[str, Value]


def _one(subject: Subject[Any], key: Any) -> _Read | None:
    if key is None:
        return None
    rows = subject.model._base_manager.filter(pk=key)
    return _read(subject, rows.select_for_update(of=("self",))).get(key)


def _read(subject: Subject[Any], rows: QuerySet[Any]) -> dict[Any, _Read]:
    return {
        row.pk: _Read(subject.thing(row), subject.values(row))
        for row in rows.select_related(*subject.related)
    }


def _compare(
    subject: Subject[Any],
    before: _Read | None,
    after: _Read | None,
    by: AbstractBaseUser | None = None,
) -> None:
    """Note what became of a thing, if anything did."""
    if before and after:
        for change in differences(before.values, after.values):
            note(Action.CHANGED, after.thing, change, by=by)
    elif after:
        whole = summary(after.values, subject.labels)
        note(Action.ADDED, after.thing, Change("", "", whole), by=by)
    elif before:
        whole = summary(before.values, subject.labels)
        note(Action.DELETED, before.thing, Change("", whole, ""), by=by)


def seal() -> int:
    """Put every row that has none under a seal, in one order; return how many.

    Of two who seal at once one is refused by the database, and has nothing to do.
    """
    if not unsealed().exists():
        return 0
    try:
        with transaction.atomic():
            return _seal(list(unsealed()[:LARGEST_RUN]))
    except IntegrityError:
        return 0


def _seal(rows: list[AuditRow]) -> int:
    last = Seal.objects.order_by("-position").first()
    position = last.position if last else 0
    digest = last.digest if last else BEGINNING
    seals = []
    for row in rows:
        position += 1
        digest = digest_of(digest, position, row.said)
        seals.append(Seal(position=position, row=row, digest=digest))
    Seal.objects.bulk_create(seals)
    return len(seals)


def _name_of(user: Any) -> str:
    return str(user.get_full_name() or user.get_username())


def _cut(name: str) -> str:
    return plain(name)[:LONGEST_NAME]
