"""Celery's part: legs that are left over or in doubt, and comparing all with Telnyx."""

import logging

from celery import shared_task

from callcontrol import held
from callcontrol.reconcile import reconcile
from calls import queries
from calls.actions.quiet import recompute_calls
from calls.reconcile import ask_doubted
from live import clock
from provider.errors import TelnyxError

logger = logging.getLogger(__name__)


@shared_task(name="calls.reconcile", ignore_result=True)
def compare_with_telnyx() -> None:
    """Compare everything that is alive with Telnyx, and take in what was lost."""
    now = clock.now()
    reconcile(now=now)
    held.let_go(now=now)


@shared_task(name="calls.sweep", ignore_result=True)
def sweep() -> None:
    """Ask for legs in doubt; hang up who is left over once nothing more is heard."""
    now = clock.now()
    pks = queries.calls_left_over() | queries.calls_with_unwanted_legs()
    recompute_calls(pks, now=now)
    try:
        ask_doubted(now=now)
    except TelnyxError as error:
        logger.warning("Legs in doubt could not be asked for: %s", error)
