"""What can change of recordings on a screen."""

from typing import Any

from accounts.roles import Verb
from calls.models import Call
from live import topics
from live.fragments import Fragment, Scope
from live.news import news
from recordings import queries
from recordings.access import may_fetch, visible
from recordings.states import RecordingState

FINISHED = (RecordingState.READY, RecordingState.FAILED, RecordingState.REMOVED)


def newest(scope: Scope) -> dict[str, Any]:
    seen = visible(scope.viewer)
    found = queries.found(seen, queries.RecordingFilter())[: queries.FIRST_PAGE + 1]
    rows = [(row, queries.people_of(row)) for row in found]
    return {
        "rows": rows[: queries.FIRST_PAGE],
        "has_more": len(rows) > queries.FIRST_PAGE,
        "can_fetch": may_fetch(scope.viewer),
        "can_keep": scope.viewer.may(Verb.DOWNLOAD),
    }


def changes(scope: Scope) -> list[object]:
    """Return what differs once a recording was asked for, went on or was finished."""
    rows = visible(scope.viewer)
    newest_pk = rows.order_by("-pk").values_list("pk", flat=True).first()
    unfinished = rows.exclude(state__in=FINISHED).order_by("pk")
    return [newest_pk, *unfinished.values_list("pk", "state")]


def desk_recording(scope: Scope) -> dict[str, Any]:
    leg = queries.talking_leg_of(scope.user_pk or 0)
    call: Call | None = leg.call if leg else None
    open_one = queries.open_recording_of([call.pk]).get(call.pk) if call else None
    failed = queries.last_failure_of(call) if call and not open_one else None
    return {"call": call, "recording": open_one, "failed": failed}


def _recordings(_: Scope) -> frozenset[str]:
    return frozenset({topics.recordings()})


def _desk(scope: Scope) -> frozenset[str]:
    """The person, and the call they are on: every change of a recording names it."""
    leg = queries.talking_leg_of(scope.user_pk or 0)
    own = frozenset({topics.user(scope.user_pk)}) if scope.user_pk else frozenset()
    return own | {topics.call(leg.call_id)} if leg else own


LIST = Fragment(
    "recordings-list", "recordings/_list.html", newest, _recordings, varies="sight"
)
NEWS = news("recordings-news", changes, _recordings)
DESK_RECORDING = Fragment(
    "desk-recording", "recordings/_desk.html", desk_recording, _desk, varies="user"
)
