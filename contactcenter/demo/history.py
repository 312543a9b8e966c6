"""Three weeks of calls until now, with the shape of a day and of a week.

Written a day at a time after the first page was shown; what is there already stays.
"""

import logging
import random
import threading
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from agents.models import Agent
from calls.models import Call
from contactcenter.demo.past import Told, write
from live import clock
from outcomes.queries import Leaf, leaves_of
from queues.models import Queue

logger = logging.getLogger(__name__)

DAYS = 21
# Whoever called before that has hung up by now.
LATEST = timedelta(minutes=15)
# Calls of one queue on a working day, on a Saturday and on a Sunday.
CALLS = {5: 14, 6: 7}
CALLS_ON_WORKING_DAYS = 42
# How much of a day falls into each hour, from eight on.
FIRST_HOUR = 8
SHAPE = (3, 6, 9, 10, 8, 6, 7, 9, 8, 6, 4, 2)
# In these two hours of each day one of the queues had too few people.
BAD_HOURS = (11, 15)
CALLERS = 240
NAMES = ("Abel", "Brandt", "Costa", "Duarte", "Eriksen", "Fischer", "Haas", "Ibsen")
FIRST_NAMES = ("Ada", "Bruno", "Carla", "Elif", "Greta", "Hugo", "Jonas", "Olga")
NOTES = ("Promised a copy of the invoice.", "Wants to be called before noon.", "")


class History:
    """Fills in what is missing, in a thread, and rests between two days."""

    REST = 0.5

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="history", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def _run(self) -> None:
        try:
            now = clock.now()
            for day in days_until(now):
                if self._stopping.wait(self.REST):
                    return
                try:
                    fill(day, until=now - LATEST)
                except OperationalError:
                    logger.warning("The demo's history found the database busy.")
        finally:
            connection.close()


def days_until(now: datetime) -> list[date]:
    """Return the days of the history, the newest first: it is looked at first."""
    today = timezone.localtime(now).date()
    return [today - timedelta(days=number) for number in range(DAYS + 1)]


@transaction.atomic
def fill(day: date, *, until: datetime) -> int:
    """Write the calls of a day that began before `until`; return how many were written.

    None when the day is there already.
    """
    prefix = f"history-{day:%Y%m%d}-"
    if Call.objects.filter(call_session_id__startswith=prefix).exists():
        return 0
    told = [one for one in calls_of(day, prefix) if one.began_at < until]
    write(told)
    return len(told)


def calls_of(day: date, prefix: str) -> Iterator[Told]:
    """Make up the calls of a day: the same day is always the same."""
    draw = random.Random(prefix)  # noqa: S311 - a story, not a secret
    queues = list(Queue.objects.filter(retired_at=None).order_by("pk"))
    number = 0
    for place, queue in enumerate(queues):
        agents = list(Agent.objects.filter(queues=queue, retired_at=None))
        leaves = leaves_of(queue.pk)
        bad = BAD_HOURS[place % 2] if (day.toordinal() + place) % len(queues) < 2 else 0
        for began_at in moments_of(day, draw):
            number += 1
            is_bad = timezone.localtime(began_at).hour == bad
            yield _told(
                f"{prefix}{number}", queue, began_at, agents, leaves, is_bad, draw
            )


def moments_of(day: date, draw: random.Random) -> list[datetime]:
    """Return when a queue was called on a day, oldest first."""
    count = CALLS.get(day.weekday(), CALLS_ON_WORKING_DAYS)
    count = round(count * draw.uniform(0.85, 1.15))
    hours = draw.choices(range(len(SHAPE)), weights=SHAPE, k=count)
    begins = timezone.make_aware(datetime.combine(day, time(FIRST_HOUR)))
    return sorted(begins + timedelta(hours=hour + draw.random()) for hour in hours)


def _told(
    key: str,
    queue: Queue,
    began_at: datetime,
    agents: Sequence[Agent],
    leaves: Sequence[Leaf],
    is_bad: bool,
    draw: random.Random,
) -> Told:
    caller = draw.randrange(CALLERS)
    waited = draw.expovariate(1 / (55 if is_bad else 11))
    gave_up = not agents or draw.random() < (0.25 if is_bad else 0.04)
    leaf = draw.choice(leaves) if leaves and draw.random() < 0.9 else None
    name = f"{FIRST_NAMES[caller % 8]} {NAMES[caller // 8 % 8]}"
    return Told(
        key=key,
        number=f"+1555776{1000 + caller}",
        name=name,
        queue=queue,
        began_at=began_at,
        waited=timedelta(seconds=waited + (15 if gave_up else 0)),
        talked=timedelta() if gave_up else timedelta(seconds=draw.uniform(40, 420)),
        agent=None if gave_up else draw.choice(agents),
        outcome_pk=None if gave_up or leaf is None else leaf.pk,
        words="" if gave_up or leaf is None else leaf.words,
        notes="" if gave_up else draw.choice(NOTES),
    )
