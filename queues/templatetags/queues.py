"""The queues, for pages below that know numbers and applications only."""

from django import template
from django.db.models import QuerySet

from queues.models import Queue

register = template.Library()


@register.simple_tag
def all_queues() -> QuerySet[Queue]:
    """Return the queues that a phone number or an application may feed."""
    return Queue.objects.filter(retired_at=None)
