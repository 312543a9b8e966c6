"""What Celery's beat rings, and how often; every task here is safe to run twice.

One process beats. A beat that is late or doubled costs nothing: each task looks for
rows that are due and claims them one by one.
"""

from typing import TypedDict


class Beat(TypedDict):
    task: str
    # Seconds from one ring to the next.
    schedule: float
    options: dict[str, float]


def every(seconds: float, task: str) -> Beat:
    """Ring `task`; a ring that waited longer than the next one takes is dropped."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds * 2}}


SCHEDULE: dict[str, Beat] = {}
