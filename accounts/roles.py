"""Roles, and what they may do, verb by verb. Pure.

A verb is about what somebody sees: the calls that they took part in and, with *watch*,
everything in their scope.
"""

from collections.abc import Iterable

from django.db.models import TextChoices

from accounts.states import Reach
from accounts.states import Role as Role


class Verb(TextChoices):
    TAKE_CALLS = "take_calls", "Take calls"
    WATCH = "watch", "Watch"
    LISTEN = "listen", "Listen"
    COACH = "coach", "Coach"
    JOIN = "join", "Join"
    TAKE_OVER = "take_over", "Take a call over"
    ASSIGN = "assign", "Assign"
    SET_STATE = "set_state", "Set state"
    EDIT_QUEUE = "edit_queue", "Edit queues"
    HEAR = "hear", "Hear recordings"
    DOWNLOAD = "download", "Download recordings"
    DELETE = "delete", "Delete recordings"
    SEE_REPORTS = "see_reports", "See reports"
    MANAGE_PEOPLE = "manage_people", "Manage people"
    MANAGE_SETTINGS = "manage_settings", "Manage settings"
    READ_AUDIT = "read_audit", "Read the audit"


# What each lets somebody do, for the page on which roles are edited.
MEANING = {
    Verb.TAKE_CALLS: "Has a desk, and takes callers of the queues that they are in.",
    Verb.WATCH: "Sees the queues, callers, agents, calls and rooms of their scope.",
    Verb.LISTEN: "Hears a call of their scope; nobody hears them.",
    Verb.COACH: "Talks to the agent of such a call; the caller does not hear it.",
    Verb.JOIN: "Talks to everybody in it, and may run its room, record it and end it.",
    Verb.TAKE_OVER: "Talks to the caller in an agent's place.",
    Verb.ASSIGN: "Gives a waiting caller to an agent, and takes an offer back.",
    Verb.SET_STATE: "Sets the state of an agent of their scope.",
    Verb.EDIT_QUEUE: "Changes, retires and deletes the queues of their scope.",
    Verb.HEAR: "Hears recordings: of their own calls, with Watch of their scope.",
    Verb.DOWNLOAD: "Saves the recordings that they may hear as files.",
    Verb.DELETE: "Deletes the recordings that they may hear.",
    Verb.SEE_REPORTS: "Sees the figures of the past of their scope.",
    Verb.MANAGE_PEOPLE: "Makes people, teams, reasons and roles; may give any role.",
    Verb.MANAGE_SETTINGS: "Runs the account at Telnyx, and reads raw webhooks.",
    Verb.READ_AUDIT: "Reads and exports what everybody did; only with the whole site.",
}

# What concerns everybody cannot be given for a part of the site.
OF_THE_WHOLE_SITE = frozenset({Verb.MANAGE_PEOPLE, Verb.MANAGE_SETTINGS})

_AGENT = (Verb.TAKE_CALLS, Verb.HEAR, Verb.DOWNLOAD)
_AUDITOR = (
    *(Verb.WATCH, Verb.HEAR, Verb.DOWNLOAD, Verb.SEE_REPORTS),
    Verb.READ_AUDIT,
)
_SUPERVISOR = (
    *(Verb.WATCH, Verb.LISTEN, Verb.COACH, Verb.JOIN, Verb.TAKE_OVER, Verb.ASSIGN),
    *(Verb.SET_STATE, Verb.HEAR, Verb.DOWNLOAD, Verb.SEE_REPORTS),
)
_ADMIN = tuple(verb for verb in Verb if verb is not Verb.TAKE_CALLS)

# The roles as they come; an admin may change what they may do.
SHIPPED = {
    Role.AGENT: _AGENT,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.ADMIN: _ADMIN,
    Role.AUDITOR: _AUDITOR,
}


def usual_reach(verbs: Iterable[str]) -> Reach:
    """Return how far a role with these verbs reaches unless somebody says otherwise."""
    is_for_agents = Verb.TAKE_CALLS in verbs and Verb.WATCH not in verbs
    return Reach.OWN_QUEUES if is_for_agents else Reach.SITE
