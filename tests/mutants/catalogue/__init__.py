"""Every rule that is broken on purpose, by what it is about."""

from tests.mutants.catalogue import (
    agents,
    calls,
    conferences,
    flows,
    ledgers,
    losses,
    queues,
    routing,
    transfers,
)

MUTANTS = (
    *calls.MUTANTS,
    *agents.MUTANTS,
    *queues.MUTANTS,
    *routing.MUTANTS,
    *flows.MUTANTS,
    *conferences.MUTANTS,
    *transfers.MUTANTS,
    *ledgers.MUTANTS,
    *losses.MUTANTS,
)
