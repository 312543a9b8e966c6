"""How long nothing was heard of one."""

from datetime import datetime, timedelta

from contactcenter.models import Part, Pulse


def silence(part: Part, *, now: datetime) -> timedelta | None:
    """Return for how long nothing was heard of it; None when it never was."""
    at = Pulse.objects.filter(part=part).values_list("at", flat=True).first()
    return None if at is None else abs(now - at)
