"""What the roof says of repairs: which checks there are, and what may be done.

The table lies above the apps that have something to check, and is found by the dotted
path in settings.REPAIRS, as the event routes are.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.module_loading import import_string

from accounts.roles import Verb
from callcontrol.repair.states import Found, Kind


@dataclass(frozen=True)
class Check:
    """Something that our own records can be asked: finds all of its kinds each time."""

    kinds: tuple[Kind, ...]
    find: Callable[[datetime], Iterable[Found]]
    # How many things it looks at.
    count: Callable[[], int]


@dataclass(frozen=True)
class Repair:
    """The one safe thing to do about a kind of disagreement.

    `effect` says beforehand what `do(subject, by, now)` will do; that returns a sentence
    on what was done, or raises Refused. Whether it helped shows the next comparison.
    """

    label: str
    effect: str
    do: Callable[[str, User, datetime], str]
    needs: Verb = Verb.ASSIGN


@dataclass(frozen=True)
class Repairs:
    checks: tuple[Check, ...]
    repairs: Mapping[Kind, Repair]
    # How many live things the reconciliation compares with Telnyx.
    compared_with_telnyx: Callable[[], int] = int


def repairs() -> Repairs:
    """Return the table that settings.REPAIRS names."""
    table: Repairs = import_string(settings.REPAIRS)
    return table


def needed_for(kind: str) -> Verb:
    """Return what somebody has to be allowed who repairs this kind."""
    repair = repairs().repairs.get(Kind(kind))
    return repair.needs if repair else Verb.ASSIGN
