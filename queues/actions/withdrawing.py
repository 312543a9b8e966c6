"""End an open offer of our own accord."""

from callcontrol.unit_of_work import UnitOfWork
from calls.aggregate import Calls
from queues.aggregate import CallEntries, Entries
from queues.models import Offer
from queues.states import OPEN_OFFER, OfferState


def withdraw(
    mine: CallEntries, offer: Offer, outcome: OfferState, failure: str = ""
) -> None:
    """End an open offer on our own account; what an event proves later outweighs it."""
    if offer.state in OPEN_OFFER and offer.withdrawn_at is None:
        now = mine.call.work.now
        offer.withdrawn_as, offer.withdrawn_at = outcome, now
        offer.failure = failure
        mine.call.work.touch(mine.call)


def withdraw_offers_to(user_pk: int, work: UnitOfWork) -> None:
    """Stop the phone of somebody who leaves; a call that is being connected goes on."""
    ringing = Offer.objects.filter(agent__user=user_pk, state__in=OPEN_OFFER)
    call_pks = sorted(ringing.values_list("entry__call_id", flat=True))
    work.part(Calls).lock(call_pks)
    for pk in call_pks:
        mine = work.part(Entries).of(work.part(Calls).locked(pk))
        for offer in mine.offers:
            is_own = offer.agent.user_id == user_pk
            if is_own and offer.state != OfferState.ANSWERED:
                withdraw(mine, offer, OfferState.CANCELLED)
