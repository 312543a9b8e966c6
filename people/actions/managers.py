"""Somebody always manages people: who took that from the last one could not give it back."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from accounts.models import RoleDefinition
from accounts.queries import people_managers
from live.refusals import Refused

LAST_MANAGER = (
    "Nobody else manages people on the whole site; let somebody else do so first."
)


@contextmanager
def keeping_a_manager() -> Iterator[None]:
    """Take something away in here.

    Undoes it and raises Refused when nobody is left who manages people. The lock on the
    roles lets of two not each take it from the other.
    """
    with transaction.atomic():
        list(RoleDefinition.objects.select_for_update().order_by("pk"))
        had_one = people_managers().exists()
        yield
        if had_one and not people_managers().exists():
            raise Refused(LAST_MANAGER)
