"""What can change in the list of calls, and on the page of one."""

from typing import Any

from django.http import Http404

from accounts.roles import Verb
from calls import queries
from calls.access import may_end, visible
from calls.ending_words import hangup_words
from calls.models import Call
from calls.states import CallState
from live import topics
from live.fragments import Fragment, Scope
from live.news import news


def newest(scope: Scope) -> dict[str, Any]:
    found = queries.history(visible(scope.viewer), queries.HistoryFilter())
    lines = queries.listed(found[: queries.PAGE_SIZE + 1], now=scope.now)
    return {
        "lines": lines[: queries.PAGE_SIZE],
        "has_more": len(lines) > queries.PAGE_SIZE,
    }


def changes(scope: Scope) -> list[object]:
    """Return what differs once a call came in, went on or ended."""
    calls = visible(scope.viewer)
    return [queries.newest_pk(calls), *queries.open_states(calls)]


def call_of(scope: Scope) -> Call:
    calls = Call.objects.filter(pk=scope.pk) if scope.pk else Call.objects.none()
    call = queries.with_legs(calls).first()
    if call is None:
        raise Http404
    return call


def head(scope: Scope) -> dict[str, Any]:
    call = call_of(scope)
    return {
        "call": call,
        "lanes": [(leg, queries.name_of(leg, call)) for leg in call.legs.all()],
        "ending": hangup_words(call.hangup_cause) if call.hangup_cause else "",
        "is_live": call.state != CallState.ENDED,
        "may_end": may_end(scope.viewer, call),
    }


def timeline(scope: Scope) -> dict[str, Any]:
    call = call_of(scope)
    with_raw = scope.viewer.may(Verb.MANAGE_SETTINGS)
    return {
        "call": call,
        "moments": queries.timeline(call, call.legs.all(), with_raw=with_raw),
    }


def _topics(scope: Scope) -> frozenset[str]:
    return frozenset({topics.call(scope.pk)}) if scope.pk else frozenset()


def _visible_topics(scope: Scope) -> frozenset[str]:
    """For who does not watch only their own: others are for nobody else."""
    if scope.viewer.may(Verb.WATCH) or scope.user_pk is None:
        return frozenset({topics.calls()})
    going_on = queries.open_states(visible(scope.viewer))
    own = {topics.call(pk) for pk, _ in going_on}
    return frozenset({topics.user(scope.user_pk), *own})


LIST = Fragment(
    "calls-list", "calls/_list.html", newest, _visible_topics, varies="sight"
)
NEWS = news("calls-news", changes, _visible_topics)
HEAD = Fragment("call-head", "calls/_head.html", head, _topics, varies="sight")
TIMELINE = Fragment(
    "call-timeline", "calls/_timeline.html", timeline, _topics, varies="verbs"
)
