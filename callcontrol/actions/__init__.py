"""Remove from the two ledgers what is no longer to be kept."""

from callcontrol.actions.forgetting import (
    blank_commands,
    forget_commands,
    forget_discrepancies,
    forget_events,
    forget_events_of_legs,
)

__all__ = [
    "blank_commands",
    "forget_commands",
    "forget_discrepancies",
    "forget_events",
    "forget_events_of_legs",
]
