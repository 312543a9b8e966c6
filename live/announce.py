"""Say what has changed, once the change is committed.

Only names of topics travel, never content. A message that is lost costs latency, not
truth: every screen is rendered from the database.
"""

from django.db import DEFAULT_DB_ALIAS, transaction

from live import doorbell


class Announcement:
    """The topics of one transaction, or of one savepoint in it; rings on commit."""

    def __init__(self, savepoints: set[str]) -> None:
        self.savepoints = savepoints
        self.topics: set[str] = set()

    def ring(self) -> None:
        doorbell.ring(self.topics)


def announce(*topics: str) -> None:
    """Tell all screens, on commit, that `topics` changed; at once without a transaction.

    However often it is called, a transaction sends one message. Trouble with the
    channel layer is logged and never reaches the caller.
    """
    connection = transaction.get_connection(DEFAULT_DB_ALIAS)
    if not connection.in_atomic_block:
        doorbell.ring(set(topics))
        return
    savepoints = {name for name in connection.savepoint_ids if name is not None}
    for _, hook, _ in connection.run_on_commit:
        pending = getattr(hook, "__self__", None)
        # One from an outer savepoint outlives this one: at worst it tells too much.
        if isinstance(pending, Announcement) and pending.savepoints <= savepoints:
            pending.topics.update(topics)
            return
    announcement = Announcement(savepoints)
    announcement.topics.update(topics)
    transaction.on_commit(announcement.ring, robust=True)
