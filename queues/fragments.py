"""What can change about queues: numbers, waiting callers, who can take them."""

from typing import Any

from django.http import Http404

from accounts.roles import Verb
from agents import access as agents
from agents.models import Agent
from agents.queries import agent_of_user
from live import topics
from live.fragments import Fragment, Scope
from queues import queries
from queues.access import visible
from queues.queries.ringing import numbers_without_queue, ringing_callers
from queues.states import OPEN_OFFER
from queues.words import what_became_of
from ui.charts import Bars


def tiles(scope: Scope) -> dict[str, Any]:
    viewer = scope.viewer
    found = queries.tiles(visible(viewer), agents.visible(viewer), now=scope.now)
    return {"tiles": found}


def calls_chart(scope: Scope) -> dict[str, Any]:
    intervals = queries.last_hour(visible(scope.viewer), now=scope.now)
    series = {
        "answered": [one.answered for one in intervals],
        "abandoned": [one.abandoned for one in intervals],
        "flowed-out": [one.flowed_out for one in intervals],
    }
    return {"intervals": intervals, "chart": Bars(series)}


def queue_table(scope: Scope) -> dict[str, Any]:
    return {
        "rows": queries.queue_rows(visible(scope.viewer), now=scope.now),
        "may_close": scope.viewer.may(Verb.ASSIGN),
    }


def closed(scope: Scope) -> dict[str, Any]:
    """The queues that somebody has closed by hand, for as long as they are."""
    rows = visible(scope.viewer).exclude(closed_at=None).select_related("closed_by")
    return {
        "closed": list(rows.filter(retired_at=None)),
        "may_close": scope.viewer.may(Verb.ASSIGN),
    }


def waiting(scope: Scope) -> dict[str, Any]:
    """Those who watch see the callers of their scope; an agent's own are on their desk."""
    viewer = scope.viewer
    watches = viewer.may(Verb.WATCH)
    mine = visible(viewer)
    return {
        "lines": queries.waiting_callers(mine, why_at=scope.now) if watches else [],
        "watches": watches,
        "may_assign": viewer.may(Verb.ASSIGN),
    }


def ringing(scope: Scope) -> dict[str, Any]:
    """Who watches everything sees who rings: nobody answered, so no queue has them yet."""
    watches = scope.viewer.watches_everything
    return {
        "callers": ringing_callers(now=scope.now) if watches else [],
        "numbers": numbers_without_queue() if watches else [],
        "may_route": scope.viewer.may(Verb.MANAGE_SETTINGS),
    }


def queue_list(scope: Scope) -> dict[str, Any]:
    viewer = scope.viewer
    listed = queries.listed(visible(viewer))
    return {
        "rows": [row for row in listed if row.queue.retired_at is None],
        "retired": [row for row in listed if row.queue.retired_at],
        "outside": queries.settings_outside(visible(viewer)),
        "may_edit": viewer.may(Verb.EDIT_QUEUE),
    }


def assignment(scope: Scope) -> dict[str, Any]:
    found = queries.assignment_of(scope.pk or 0)
    if found is None:
        raise Http404
    return {"assignment": found, "entry": found.entry}


def decisions(scope: Scope) -> dict[str, Any]:
    """Whom the queues offered a call to, and why; for those who watch."""
    if scope.pk is None:
        raise Http404
    if not scope.viewer.may(Verb.WATCH):
        return {"decisions": [], "why": None}
    return {
        "decisions": queries.decisions_of(scope.pk),
        "why": queries.why_of_call(scope.pk, now=scope.now),
    }


def desk_offer(scope: Scope) -> dict[str, Any]:
    agent = _agent(scope)
    offer = queries.desk_offer_of(agent, now=scope.now) if agent else None
    is_open = offer is not None and offer.state in OPEN_OFFER
    return {
        "offer": offer if is_open else None,
        "ended": offer if offer and not is_open else None,
        "why": what_became_of(offer) if offer and not is_open else "",
    }


def desk_waiting(scope: Scope) -> dict[str, Any]:
    """Who waits for those who take callers of these queues; they share the rendering.

    Whether one of them can take a caller now is said by their own state.
    """
    lines = queries.waiting_callers(queries.taken_from(scope.viewer.takes_from))
    return {"lines": lines, "why_not_next": _nobody_free(lines)}


def desk_queues(scope: Scope) -> dict[str, Any]:
    lines = queries.queue_lines(scope.viewer.takes_from, now=scope.now)
    return {"lines": lines, "waiting": sum(line.waiting for line in lines)}


def _agent(scope: Scope) -> Agent | None:
    return agent_of_user(scope.user_pk)


def _nobody_free(lines: list[queries.Waiting]) -> str:
    is_anybody_free = any(line.can_be_picked and not line.not_to_pick for line in lines)
    return "" if is_anybody_free else "Nobody is waiting for you now."


def _queues(scope: Scope) -> frozenset[str]:
    return frozenset({topics.queues()})


def _queues_and_agents(scope: Scope) -> frozenset[str]:
    return frozenset({topics.queues(), topics.agents()})


def _own(scope: Scope) -> frozenset[str]:
    return frozenset({topics.user(scope.user_pk)}) if scope.user_pk else frozenset()


def _who_rings(scope: Scope) -> frozenset[str]:
    pks = [one.call.pk for one in ringing_callers(now=scope.now)]
    of_each = (topics.call(pk) for pk in pks)
    of_all = {topics.calls(), topics.queues(), topics.numbers(), topics.ringing()}
    return frozenset({*of_all, *of_each})


def _of_the_call(scope: Scope) -> frozenset[str]:
    """While the caller waits, whatever agents do is a reason."""
    if scope.pk is None:
        return frozenset()
    own = {topics.call(scope.pk)}
    if not queries.is_waiting(scope.pk):
        return frozenset(own)
    return frozenset({*own, topics.queues(), topics.agents()})


DECISIONS = Fragment(
    "call-decisions", "queues/_decisions.html", decisions, _of_the_call, varies="verbs"
)
LIST = Fragment(
    "queues-list",
    "queues/_list.html",
    queue_list,
    _queues_and_agents,
    varies="scope",
)
ASSIGNMENT = Fragment(
    "assignment", "queues/_assignment.html", assignment, _queues_and_agents
)
TILES = Fragment(
    "queues-tiles", "queues/_tiles.html", tiles, _queues_and_agents, varies="scope"
)
CLOSED = Fragment(
    "queues-closed", "queues/_closed.html", closed, _queues, varies="scope"
)
QUEUE_TABLE = Fragment(
    "queues-table",
    "queues/_queue_table.html",
    queue_table,
    _queues_and_agents,
    varies="scope",
)
CALLS_CHART = Fragment(
    "calls-chart", "queues/_calls_chart.html", calls_chart, _queues, varies="scope"
)
WAITING = Fragment(
    "waiting-callers",
    "queues/_waiting.html",
    waiting,
    _queues_and_agents,
    varies="scope",
)
RINGING = Fragment(
    "ringing", "queues/_ringing.html", ringing, _who_rings, varies="scope"
)
DESK_OFFER = Fragment(
    "desk-offer", "queues/_desk_offer.html", desk_offer, _own, varies="user"
)
DESK_WAITING = Fragment(
    "desk-waiting", "queues/_desk_waiting.html", desk_waiting, _queues, varies="takes"
)
DESK_QUEUES = Fragment(
    "desk-queues",
    "queues/_desk_queues.html",
    desk_queues,
    _queues_and_agents,
    varies="takes",
)
