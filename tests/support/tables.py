"""The apps in which rows belong to calls: nothing of a call that goes may stay there."""

APPS_OF_CALLS = ("calls", "queues", "conferences", "recordings", "transfers")
