from django.db.models import QuerySet

from agents.models import Softphone


def withdrawn() -> QuerySet[Softphone]:
    """Return those with which nobody may sign in any more, and which Telnyx still has."""
    return Softphone.objects.filter(withdrawn_at__isnull=False).order_by("pk")
