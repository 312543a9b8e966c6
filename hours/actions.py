"""Every write to opening hours."""

from django.db import transaction
from django.db.models import ProtectedError

from audit.actions import noting
from hours.audited import SCHEDULE, SITE
from hours.models import Schedule, Site
from live import topics
from live.announce import announce
from live.refusals import Refused, refusing_taken_name

IS_USED = "{name} are the hours of a queue or a menu; choose others there first."


@transaction.atomic
def save_schedule(schedule: Schedule) -> None:
    """Store opening hours; raises Refused when their name was given in the meantime."""
    with noting((SCHEDULE, schedule)), refusing_taken_name(schedule):
        schedule.save()
    announce(topics.queues())


@transaction.atomic
def delete_schedule(pk: int) -> Schedule:
    """Delete opening hours; raises Refused for some that are used."""
    schedule = Schedule.objects.select_for_update().get(pk=pk)
    try:
        with noting((SCHEDULE, schedule)):
            Schedule.objects.filter(pk=pk).delete()
    except ProtectedError as error:
        raise Refused(IS_USED.format(name=schedule.name)) from error
    return schedule


@transaction.atomic
def save_site(site: Site) -> None:
    with noting((SITE, site)):
        site.save()
    announce(topics.queues())
