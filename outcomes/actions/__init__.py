"""Every write to outcomes and to what agents wrote."""

from outcomes.actions.administration import delete_outcome, save_outcome
from outcomes.actions.remarks import choose_outcome, write_notes

__all__ = ["choose_outcome", "delete_outcome", "save_outcome", "write_notes"]
