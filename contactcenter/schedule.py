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


SCHEDULE: dict[str, Beat] = {
    "end wrap-ups": every(1, "agents.end_wrap_ups"),
    "expire offers": every(1, "queues.expire_offers"),
    "redraw with time": every(1, "queues.announce_time"),
    "rescue callers": every(1, "queues.rescue_callers"),
    "send due commands": every(1, "callcontrol.tasks.sweep_commands"),
    "settle rooms": every(2, "conferences.sweep"),
    "find calls that ended": every(10, "calls.find_ended_legs"),
    "fetch recordings": every(5, "recordings.sweep"),
}
