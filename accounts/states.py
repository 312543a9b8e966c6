"""The roles that are shipped, which settings and tables share; and how far one reaches."""

from enum import StrEnum


class Role(StrEnum):
    """By these keys they are known whatever an admin calls them."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Reach(StrEnum):
    """Whom and what a role that somebody was given is about."""

    SITE = "site"
    OWN_QUEUES = "own_queues"
    CHOSEN = "chosen"
