"""Saying that one works."""

import logging
from datetime import datetime

from django.db import DatabaseError, close_old_connections, connection

from contactcenter.models import Part, Pulse
from live import clock

logger = logging.getLogger(__name__)


def note(part: Part, *, now: datetime) -> None:
    """Say that a part works."""
    Pulse.objects.update_or_create(part=part, defaults={"at": now})


def note_beat() -> None:
    """Say so for the beat of this process, which goes on whatever the database does."""
    try:
        note(Part.BEAT, now=clock.now())
    except DatabaseError as error:
        logger.warning("That the beat rings is not recorded: %s", error)
    finally:
        # Between two rings the beat needs no connection.
        if not connection.in_atomic_block:
            close_old_connections()
