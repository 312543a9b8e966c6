"""The commands to queues; their target is the queue's name at Telnyx."""

from callcontrol.kinds.kind import NO_EVENT, Kind, Repeats

# Telnyx forgets an empty queue, and the next caller brings the limit along.
_UNKNOWN_QUEUE = frozenset({"10005", "10007"})

QUEUES: dict[str, Kind] = {
    "queue.update": Kind(
        lambda api: api.queues.update,
        asked="Telling Telnyx how many callers the queue takes",
        told="Change how many callers the queue takes",
        # The answer says what holds now.
        confirmed_by=NO_EVENT,
        repeats=Repeats.SETS_STATE,
        done_codes=_UNKNOWN_QUEUE,
    ),
}
