"""Who sees figures of the past: whoever may see reports, those of their scope."""

from django.db.models import QuerySet

from accounts.roles import Verb
from accounts.viewers import Viewer, require
from queues.models import Queue


def reported(viewer: Viewer) -> QuerySet[Queue]:
    """Return the queues whose figures somebody may see, retired ones included.

    Raises PermissionDenied for who may see no reports.
    """
    require(viewer, Verb.SEE_REPORTS)
    queues = Queue.objects.order_by("name")
    return queues if viewer.everywhere else queues.filter(pk__in=viewer.queues)
