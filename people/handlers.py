"""What follows for people from what became true elsewhere."""

from accounts.sessions import end_sessions
from agents.domain import LeftForGood
from callcontrol.unit_of_work import UnitOfWork


def left_for_good(fact: LeftForGood, work: UnitOfWork) -> None:
    end_sessions(fact.user_pk)
