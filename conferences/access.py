"""Who may see and run which room, and who may supervise which call."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.roles import Verb
from accounts.viewers import Viewer, require
from calls import access as calls
from calls.models import Call
from conferences.models import Conference, Participant, Supervision
from conferences.states import SupervisorRole

# What a supervisor has to be allowed for each way of being on a call.
VERBS = {
    SupervisorRole.MONITOR: Verb.LISTEN,
    SupervisorRole.WHISPER: Verb.COACH,
    SupervisorRole.BARGE: Verb.JOIN,
}


def visible(viewer: Viewer) -> QuerySet[Conference]:
    """Return the rooms of the calls that somebody sees."""
    if viewer.watches_everything:
        return Conference.objects.all()
    return Conference.objects.filter(call__in=calls.visible(viewer))


def listed(viewer: Viewer) -> QuerySet[Conference]:
    """Return those of them that people know as rooms."""
    return visible(viewer).filter(is_shown=True)


def get_room_for(viewer: Viewer, pk: int) -> Conference:
    """Return a room to look at; raises Http404, PermissionDenied without a role."""
    require(viewer)
    return get_object_or_404(visible(viewer).select_related("call"), pk=pk)


def get_room_to_run(viewer: Viewer, pk: int) -> Conference:
    """Return a room to change; raises Http404 or PermissionDenied."""
    conference = get_room_for(viewer, pk)
    calls.require_run(viewer, conference.call)
    return conference


def get_participant_to_run(viewer: Viewer, pk: int) -> Participant:
    """Return somebody in a room that may be changed; raises Http404 or PermissionDenied."""
    require(viewer)
    rows = Participant.objects.select_related("conference__call", "leg")
    seen = rows.filter(conference__in=visible(viewer))
    participant = get_object_or_404(seen, pk=pk)
    calls.require_run(viewer, participant.conference.call)
    return participant


def roles_of(viewer: Viewer) -> list[SupervisorRole]:
    """Return the ways in which they may be on the calls of their scope."""
    return [role for role, verb in VERBS.items() if viewer.may(verb)]


def get_call_to_supervise(viewer: Viewer, pk: int) -> Call:
    """Return a call to listen to, coach or join; raises Http404 or PermissionDenied.

    Which of these they may says `require_role`.
    """
    require(viewer, *VERBS.values())
    require(viewer, Verb.WATCH)
    return get_object_or_404(calls.audible(viewer), pk=pk)


def require_role(viewer: Viewer, role: SupervisorRole) -> None:
    """Raise PermissionDenied unless they may be on a call in this way."""
    require(viewer, VERBS[role])


def may_go_on(viewer: Viewer, supervision: Supervision) -> bool:
    """Whether somebody may be on a call in the way in which they are."""
    if not viewer.may(VERBS[SupervisorRole(supervision.role)]):
        return False
    heard = calls.audible(viewer).filter(pk=supervision.call_id)
    return viewer.may(Verb.WATCH) and heard.exists()


def get_own_supervision(viewer: Viewer, pk: int) -> Supervision:
    """Return a supervision of theirs: who may not listen any more has to get out.

    Raises Http404, PermissionDenied without a role.
    """
    require(viewer)
    return get_object_or_404(Supervision, pk=pk, supervisor_id=viewer.who)
