"""What becomes of people whose sessions are over."""

from datetime import datetime

from django.db import transaction

from accounts.sessions import has_session, sessions_over
from agents.actions import leave
from agents.queries import presence_rules
from live.presence.queries import present

# So many in one step; the next sweep takes those that are left.
IN_ONE_STEP = 50


def leave_expired(*, now: datetime) -> int:
    """Have everybody leave whose last session is over; return how many did.

    Whoever is still seen at a screen has another session, of which nothing is known here.
    """
    there = present(within=presence_rules().gone_after, now=now)
    over = sessions_over(now=now).exclude(user__in=there.values("user"))
    left = 0
    for session in over.select_related("user")[:IN_ONE_STEP]:
        with transaction.atomic():
            if not has_session(session.user_id, now=now):
                leave(session.user, by=None, now=now)
                left += 1
            session.delete()
    return left
