"""What becomes of a transfer, and who is on hold meanwhile."""

from tests.mutants.mutant import Rules

STATES = Rules("transfers/states.py", ("tests/transfers/test_states.py",))

MUTANTS = (
    STATES.broken(
        "max(joined, facts.giver_ended_at)",
        "min(joined, facts.giver_ended_at)",
        "a caller is handed over once both have happened: one came, the other went",
    ),
    STATES.broken(
        "lost = TransferState.TARGET_LEFT if joined else TransferState.UNANSWERED",
        "lost = TransferState.UNANSWERED",
        "who came and left again did answer",
    ),
    STATES.broken(
        "is_leaving = facts.way == Way.SEND or facts.complete_asked_at is not None",
        "is_leaving = facts.way == Way.SEND",
        "who completes a consultation leaves",
    ),
    STATES.broken(
        "return Holds(caller=not is_swapped, target=is_swapped)",
        "return Holds(caller=True)",
        "after a swap the other one is on hold",
    ),
    STATES.broken(
        "if state == TransferState.CANCELLED and is_target_in:",
        "if state == TransferState.DONE and is_target_in:",
        "a caller does not hear the one who is being dropped",
    ),
)
