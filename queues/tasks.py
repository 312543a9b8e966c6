import logging

from celery import shared_task

from live import clock
from provider.errors import TelnyxError
from queues import actions
from queues.actions.ringing import announce_ringing

logger = logging.getLogger(__name__)


@shared_task(name="queues.check_connections", ignore_result=True)
def check_connections() -> None:
    """Ask Telnyx for bridges that it took on and never confirmed."""
    try:
        actions.check_connections(now=clock.now())
    except TelnyxError as error:
        logger.warning("Bridges could not be asked for: %s", error)


@shared_task(name="queues.give_callers", ignore_result=True)
def give_callers() -> None:
    """Offer callers to whoever is free for them and was not told."""
    actions.give_callers(now=clock.now())


@shared_task(name="queues.rescue_callers", ignore_result=True)
def rescue_callers() -> None:
    """Lead on every caller whom no event has moved on."""
    actions.rescue_callers(now=clock.now())


@shared_task(name="queues.overflow", ignore_result=True)
def overflow() -> None:
    """Let callers go on whom time, or who left, gave a reason to."""
    actions.overflow(now=clock.now())


@shared_task(name="queues.count_what_left", ignore_result=True)
def count_what_left() -> None:
    """Count into intervals what has left the queues."""
    actions.count_what_left()


@shared_task(name="queues.announce_time", ignore_result=True)
def announce_time() -> None:
    """Have the board drawn anew when time alone has changed what it says."""
    now = clock.now()
    actions.announce_time(now=now)
    announce_ringing(now=now)
