"""Which calls a typed name, number or address is about."""

from django.conf import settings
from django.db.models import F, Q, Value
from django.db.models.lookups import Contains

from database.folded import Folded
from provider import numbers
from text.folding import folded

NUMBERS = ("from_number", "to_number")


def calls_with(typed: str, *, path: str = "") -> Q:
    """Return the condition that a call has this number, name or address.

    Digits are looked for in telephone numbers only, in whatever form they were typed; a
    name without regard to case and accents. `path` leads to the call, as in "call__".
    """
    condition = Q(_holds(f"{path}caller_name", typed))
    wanted = numbers.sought(typed, settings.PHONE_COUNTRY)
    for column in NUMBERS:
        if wanted is not None:
            condition |= _is_number(f"{path}{column}", wanted)
        else:
            condition |= Q(_holds(f"{path}{column}", numbers.SCHEME.sub("", typed)))
    return condition


def _holds(column: str, typed: str) -> Contains:
    return Contains(Folded(F(column)), Value(folded(typed)))


def _is_number(column: str, wanted: numbers.Sought) -> Q:
    found = Q()
    for beginning in wanted.beginnings:
        found |= Q(**{f"{column}__startswith": beginning})
    for inside in wanted.insides:
        found |= Q(**{f"{column}__contains": inside})
    return found & ~Q(**{f"{column}__contains": "@"})
