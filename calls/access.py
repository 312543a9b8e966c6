"""Who sees which call, and who may run it."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from accounts.roles import Verb
from accounts.viewers import Viewer, require
from calls.models import Call, Leg
from calls.states import LegRole, LegState

NOT_ON_IT = "You are not on this call."
# A stay in a queue that ended with an agent, as the room above calls it.
ANSWERED_STAY = "answered"


def visible(viewer: Viewer) -> QuerySet[Call]:
    """Return the calls that somebody sees: their own, and with *watch* those of their scope."""
    if viewer.watches_everything:
        return Call.objects.all()
    return Call.objects.filter(_watched(viewer) | _own(viewer))


def audible(viewer: Viewer) -> QuerySet[Call]:
    """Return the calls whose talk belongs to them: their own, and those of their scope.

    A caller who only waited in a queue, and then talked with somebody of another, is seen
    there and not heard.
    """
    if viewer.watches_everything:
        return Call.objects.all()
    return Call.objects.filter(_talked_in_scope(viewer) | _own(viewer))


def get_call_for(viewer: Viewer, pk: int) -> Call:
    """Return a call to look at.

    Raises Http404 as for a call that does not exist, PermissionDenied without a role.
    """
    require(viewer)
    return get_object_or_404(visible(viewer), pk=pk)


def get_call_to_end(viewer: Viewer, pk: int) -> Call:
    """Return a call to hang up, for an agent their own part of it.

    Raises Http404, or PermissionDenied for who may only look.
    """
    call = get_call_for(viewer, pk)
    if not may_end(viewer, call):
        raise PermissionDenied(NOT_ON_IT)
    return call


def may_end(viewer: Viewer, call: Call) -> bool:
    """Whether a telephone of theirs is in it, if only ringing, or they may join it."""
    own = _own_legs(viewer, call).exclude(state=LegState.ENDED)
    return _may_join(viewer, call) or own.exists()


def get_call_to_run(viewer: Viewer, pk: int) -> Call:
    """Return a call to record, or to make a room of.

    Raises Http404, or PermissionDenied for who may only look.
    """
    call = get_call_for(viewer, pk)
    require_run(viewer, call)
    return call


def require_run(viewer: Viewer, call: Call) -> None:
    """Raise PermissionDenied unless they may run a call that they see."""
    if not may_run(viewer, call):
        raise PermissionDenied(NOT_ON_IT)


def may_run(viewer: Viewer, call: Call) -> bool:
    """Whether they are on a call that they see, or may join it."""
    return _may_join(viewer, call) or is_on(viewer, call)


def is_on(viewer: Viewer, call: Call) -> bool:
    """Whether they talk in it, as an agent."""
    return _own_legs(viewer, call).filter(state=LegState.ANSWERED).exists()


def get_call_to_talk_in(viewer: Viewer, pk: int) -> Call:
    """Return a call that they talk in as an agent, whatever else they may do.

    Raises Http404 or PermissionDenied.
    """
    call = get_call_for(viewer, pk)
    if not is_on(viewer, call):
        raise PermissionDenied(NOT_ON_IT)
    return call


def _own_legs(viewer: Viewer, call: Call) -> QuerySet[Leg]:
    if viewer.who is None:
        return Leg.objects.none()
    return call.legs.filter(role=LegRole.AGENT, user_id=viewer.who)


def _may_join(viewer: Viewer, call: Call) -> bool:
    if not viewer.may(Verb.JOIN):
        return False
    this = Call.objects.filter(pk=call.pk)
    return viewer.watches_everything or this.filter(_watched(viewer)).exists()


def _own(viewer: Viewer) -> Q:
    """Match what somebody took part in; nothing for nobody in particular.

    Who listened to a call did not: it is theirs only as long as it is in their scope.
    """
    if viewer.who is None:
        return Q(pk__in=[])
    own = _legs().filter(user_id=viewer.who).exclude(role=LegRole.SUPERVISOR)
    return Q(Exists(own))


def _watched(viewer: Viewer) -> Q:
    """Match what is in their scope: a stay in one of its queues, or a talk of a team's."""
    return _in_scope(viewer, {})


def _talked_in_scope(viewer: Viewer) -> Q:
    return _in_scope(viewer, {"queue_entries__state": ANSWERED_STAY})


def _in_scope(viewer: Viewer, stay: dict[str, str]) -> Q:
    if not viewer.may(Verb.WATCH):
        return Q(pk__in=[])
    stays = Call.objects.filter(
        pk=OuterRef("pk"), queue_entries__queue__in=viewer.queues, **stay
    )
    talks = _legs().filter(
        role=LegRole.AGENT, answered_at__isnull=False, user__teams__in=viewer.teams
    )
    return Q(Exists(stays)) | Q(Exists(talks))


def _legs() -> QuerySet[Leg]:
    return Leg.objects.filter(call=OuterRef("pk")).order_by()
