"""What can change on a screen and belongs to several apps at once."""

from dataclasses import dataclass
from typing import Any

from accounts.roles import Verb
from calls import access as calls
from conferences.access import roles_of
from conferences.queries import supervised
from conferences.queries.supervised import LiveCall
from live import topics
from live.fragments import Fragment, Scope
from recordings import queries as recordings
from recordings.models import Recording


@dataclass(frozen=True)
class Line:
    """A conversation, and its recording while there is one."""

    live: LiveCall
    recording: Recording | None


def live_calls(scope: Scope) -> dict[str, Any]:
    """Those who talk, longest first; then recordings whose caller talks with nobody.

    For those who watch; an agent's own call is on their desk.
    """
    viewer = scope.viewer
    if not viewer.may(Verb.WATCH):
        return {"watches": False}
    seen = calls.audible(viewer)
    under_way = {row.call_id: row for row in recordings.under_way(seen)}
    lines = [
        Line(live, under_way.pop(live.call.pk, None))
        for live in supervised.live_calls(seen)
    ]
    return {
        "watches": True,
        "lines": lines,
        "others": [(row, recordings.people_of(row)) for row in under_way.values()],
        "may_run": viewer.may(Verb.JOIN),
        "roles": [(role, supervised.ICONS[role]) for role in roles_of(viewer)],
    }


def _topics(_: Scope) -> frozenset[str]:
    return frozenset({topics.calls(), topics.conferences(), topics.recordings()})


LIVE_CALLS = Fragment(
    "live-calls", "contactcenter/_live_calls.html", live_calls, _topics, varies="sight"
)
