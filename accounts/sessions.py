"""The sessions of people; screens of those that end are closed by `live.revocation`."""

from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session


def end_sessions(user_pk: int) -> None:
    """Sign somebody out everywhere."""
    for session in UserSession.objects.filter(user=user_pk):
        session.end()


def sessions_over(*, now: datetime) -> Any:
    """Return a query set of records of sessions that ran out or ended, oldest first."""
    over = UserSession.objects.exclude(session_key__in=_going_on(now))
    return over.order_by("pk")


def has_session(user_pk: int, *, now: datetime) -> bool:
    own = UserSession.objects.filter(user=user_pk)
    return bool(own.filter(session_key__in=_going_on(now)).exists())


def _going_on(now: datetime) -> Any:
    return Session.objects.filter(expire_date__gt=now).values("session_key")
