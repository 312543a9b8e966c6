"""Every write to flows and visits."""

from flows.actions.leading import follow, sweep
from flows.actions.publishing import delete_flow, publish_flow, save_draft

__all__ = ["delete_flow", "follow", "publish_flow", "save_draft", "sweep"]
