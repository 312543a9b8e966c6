"""Close open sockets as soon as their user may no longer look."""

from live import topics
from live.announce import announce


def close_sockets_of(user_pk: int) -> None:
    """Have every socket of that user checked again, in all processes, on commit.

    For a session that has ended, a password or a role that has changed, an account that
    has been switched off. A socket that is no longer allowed is closed.
    """
    announce(topics.session(user_pk))
