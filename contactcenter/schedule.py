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
    "show life": every(2, "contactcenter.show_life"),
    "end wrap-ups": every(1, "agents.end_wrap_ups"),
    "see who is there": every(1, "agents.sweep_presence"),
    "see whose phone rings": every(1, "agents.sweep_phones"),
    "take phones back": every(5, "phone.delete_withdrawn"),
    "see who has left": every(5, "people.leave_expired"),
    "check connections": every(2, "queues.check_connections"),
    "redraw with time": every(1, "queues.announce_time"),
    "give callers": every(1, "queues.give_callers"),
    "rescue callers": every(1, "queues.rescue_callers"),
    "let callers go on": every(1, "queues.overflow"),
    "lead callers": every(1, "flows.sweep"),
    "count what left": every(5, "queues.count_what_left"),
    "send due commands": every(1, "callcontrol.tasks.sweep_commands"),
    "check our records": every(5, "callcontrol.check_records"),
    "watch the provider": every(1, "callcontrol.watch_provider"),
    "follow transfers": every(1, "transfers.sweep"),
    "settle rooms": every(2, "conferences.sweep"),
    "look after legs": every(2, "calls.sweep"),
    "compare with Telnyx": every(5, "calls.reconcile"),
    "seal the audit": every(1, "audit.seal"),
    "delete what is old": every(3, "privacy.delete_old"),
    "send webhooks": every(1, "api.send_webhooks"),
    "clear sessions": every(3600, "contactcenter.clear_sessions"),
    "fetch recordings": every(5, "recordings.sweep"),
}
