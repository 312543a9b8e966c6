"""The names of what can change; an action announces them, a fragment listens to them."""


def ringing() -> str:
    """Somebody rings and is not answered; calls() tells that this has ended."""
    return "ringing"


def queues() -> str:
    return "queues"


def numbers() -> str:
    """The account's numbers, and at which application each rings."""
    return "numbers"


def agents() -> str:
    return "agents"


def agent(pk: int) -> str:
    return f"agent.{pk}"


def calls() -> str:
    return "calls"


def call(pk: int) -> str:
    return f"call.{pk}"


def conferences() -> str:
    return "conferences"


def conference(pk: int) -> str:
    return f"conference.{pk}"


def recordings() -> str:
    return "recordings"


def user(pk: int) -> str:
    return f"user.{pk}"


def provider() -> str:
    return "provider"


def repair() -> str:
    return "repair"


def outcomes() -> str:
    """What can come of the calls of a queue."""
    return "outcomes"


def events() -> str:
    return "events"


# Who may look has changed, rather than what is to be seen.
SESSION = "session."


def session(user_pk: int) -> str:
    return f"{SESSION}{user_pk}"
