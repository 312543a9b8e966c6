"""What can change on the page of a call."""

from typing import Any

from django.http import Http404

from calls import queries
from calls.models import Call
from calls.states import CallState
from calls.words import hangup_words
from contactcenter.roles import Role
from live import topics
from live.fragments import Fragment, Scope


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
    }


def timeline(scope: Scope) -> dict[str, Any]:
    call = call_of(scope)
    is_admin = scope.role == Role.ADMIN
    return {
        "call": call,
        "moments": queries.timeline(call, call.legs.all(), with_raw=is_admin),
    }


def _topics(scope: Scope) -> frozenset[str]:
    return frozenset({topics.call(scope.pk)}) if scope.pk else frozenset()


HEAD = Fragment("call-head", "calls/_head.html", head, _topics)
TIMELINE = Fragment(
    "call-timeline", "calls/_timeline.html", timeline, _topics, varies="role"
)
