"""The rows of a call as one thing, locked and read together in a unit of work."""

from calls.aggregate.call import CallAggregate, earliest, facts_of
from calls.aggregate.calls import Calls
from calls.aggregate.ids import Ending, LegIds, Parties

__all__ = [
    "CallAggregate",
    "Calls",
    "Ending",
    "LegIds",
    "Parties",
    "earliest",
    "facts_of",
]
