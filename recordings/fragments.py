"""What can change of recordings on a screen."""

from typing import Any

from django.contrib.auth.models import User

from calls.models import Call
from contactcenter.roles import Role
from live import topics
from live.fragments import Fragment, Scope
from recordings import access, queries
from recordings.models import Recording


def newest(scope: Scope) -> dict[str, Any]:
    user = User.objects.filter(pk=scope.user_pk or 0).first()
    visible = access.visible_recordings(user) if user else Recording.objects.none()
    found = queries.found(visible, queries.RecordingFilter())[: queries.FIRST_PAGE + 1]
    rows = [(row, queries.people_of(row)) for row in found]
    return {
        "rows": rows[: queries.FIRST_PAGE],
        "has_more": len(rows) > queries.FIRST_PAGE,
        "can_fetch": scope.role in (Role.SUPERVISOR, Role.ADMIN),
    }


def desk_recording(scope: Scope) -> dict[str, Any]:
    leg = queries.talking_leg_of(scope.user_pk or 0)
    call: Call | None = leg.call if leg else None
    open_one = queries.open_recording_of([call.pk]).get(call.pk) if call else None
    failed = queries.last_failure_of(call) if call and not open_one else None
    return {"call": call, "recording": open_one, "failed": failed}


def under_way(scope: Scope) -> dict[str, Any]:
    return {
        "recordings": [(row, queries.people_of(row)) for row in queries.under_way()],
        "can_run": scope.role in (Role.SUPERVISOR, Role.ADMIN),
        "unrecorded": queries.unrecorded_calls(),
    }


def _recordings(_: Scope) -> frozenset[str]:
    return frozenset({topics.recordings()})


def _board(_: Scope) -> frozenset[str]:
    return frozenset({topics.recordings(), topics.calls()})


def _desk(scope: Scope) -> frozenset[str]:
    """The person, and the call they are on: every change of a recording names it."""
    leg = queries.talking_leg_of(scope.user_pk or 0)
    own = frozenset({topics.user(scope.user_pk)}) if scope.user_pk else frozenset()
    return own | {topics.call(leg.call_id)} if leg else own


LIST = Fragment(
    "recordings-list", "recordings/_list.html", newest, _recordings, varies="user"
)
DESK_RECORDING = Fragment(
    "desk-recording", "recordings/_desk.html", desk_recording, _desk, varies="user"
)
UNDERWAY = Fragment(
    "recording-now", "recordings/_under_way.html", under_way, _board, varies="role"
)
