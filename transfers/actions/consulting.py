"""What an agent does while they consult: swap, merge, complete, cancel."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from callcontrol.unit_of_work import unit_of_work
from calls.aggregate import Calls
from live.refusals import Refused
from transfers.aggregate import Transfers
from transfers.models import Transfer
from transfers.states import OPEN_TRANSFER, TransferState


def swap(transfer_pk: int, *, now: datetime) -> None:
    """Talk to the one who was on hold, and put the other on hold. Raises Refused."""
    with _locked(transfer_pk, now=now) as one:
        _require_talking(one)
        one.is_swapped = not one.is_swapped


def merge(transfer_pk: int, *, now: datetime) -> None:
    """Let all three talk: from then on it is a room. Raises Refused."""
    with _locked(transfer_pk, now=now) as one:
        _require_talking(one)
        one.merge_asked_at = now
        if one.participant is not None:
            one.participant.conference.is_shown = True


def complete(transfer_pk: int, *, now: datetime) -> None:
    """Leave the caller to the other side, once everybody is off hold. Raises Refused."""
    with _locked(transfer_pk, now=now) as one:
        _require_talking(one)
        one.complete_asked_at = now


def cancel(transfer_pk: int, *, now: datetime) -> None:
    """Drop the other side and take the caller back. Raises Refused."""
    with _locked(transfer_pk, now=now) as one:
        if one.state not in OPEN_TRANSFER or one.participant is None:
            raise Refused("There is nothing to cancel any more.")
        one.cancel_asked_at = now


def _require_talking(one: Transfer) -> None:
    if one.state != TransferState.CONSULTING:
        raise Refused("Nobody is on the line to consult.")


@contextmanager
def _locked(transfer_pk: int, *, now: datetime) -> Iterator[Transfer]:
    """Lock the call of a transfer that goes on. Raises Refused for one that is over."""
    call_pk = Transfer.objects.values_list("call_id", flat=True).get(pk=transfer_pk)
    with unit_of_work(now=now) as work:
        call = work.part(Calls).locked(call_pk)
        mine = work.part(Transfers).of(call)
        found = [one for one in mine.transfers if one.pk == transfer_pk]
        if not found or found[0].settled_at is not None:
            raise Refused("This transfer is over.")
        yield found[0]
        work.touch(call)
