"""Every write to visits."""

from flows.actions.leading import follow, sweep

__all__ = ["follow", "sweep"]
