"""Reading the account's records."""

from callcontrol.models import CallControlApplication


def default_application() -> CallControlApplication | None:
    """Return the application that agents and guests are dialled from."""
    return CallControlApplication.objects.filter(is_default=True).first()


def application_for(connection_id: str) -> CallControlApplication | None:
    """Return the application that a call's `connection_id` names."""
    return CallControlApplication.objects.filter(connection_id=connection_id).first()
