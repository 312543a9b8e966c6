"""Which queue the address leads to that a caller dialled."""

from django.conf import settings

from provider import numbers
from provisioning.models import CallControlApplication
from queues.models import InboundRoute, Queue


def queue_fed_by(to: str) -> Queue | None:
    """Return the queue of a number in any form, or of an address below a SIP subdomain.

    `billing@desk.sip.telnyx.com` is the queue that Telnyx knows as billing; any other name
    is the queue that the numbers of the application feed, if they all feed the same.
    """
    route = route_of(to)
    return route.queue if route else _queue_of_subdomain(to)


def route_of(to: str) -> InboundRoute | None:
    """Return where a number in any form leads, with its queue loaded."""
    forms = (to, *numbers.matching(to, settings.PHONE_COUNTRY))
    routes = InboundRoute.objects.filter(phone_number__number__in=forms)
    found = {
        route.phone_number.number: route
        for route in routes.select_related("queue__schedule", "phone_number")
    }
    return next((found[form] for form in forms if form in found), None)


def _queue_of_subdomain(to: str) -> Queue | None:
    name = numbers.subdomain(to)
    if not name:
        return None
    applications = CallControlApplication.objects.filter(
        settings__inbound__sip_subdomain=name
    )
    if not applications.exists():
        return None
    user = numbers.SCHEME.sub("", to.strip("<> ")).partition("@")[0].lower()
    queues = Queue.objects.filter(
        routes__phone_number__application__in=applications, retired_at=None
    ).distinct()
    named = Queue.objects.filter(telnyx_name=user, retired_at=None).first()
    fed = list(queues[:2])
    return named or (fed[0] if len(fed) == 1 else None)
