"""What the browser says of its telephone: whether it could ring."""

from datetime import datetime

from django.contrib.auth.models import User

from agents.models import Softphone
from agents.states import PhoneTrouble


def note_ready(user: User, *, now: datetime) -> None:
    mine = Softphone.objects.filter(user=user, withdrawn_at=None, ready_at=None)
    mine.update(ready_at=now, changed_at=now)


def note_trouble(user: User, trouble: PhoneTrouble, *, now: datetime) -> None:
    """Note that it cannot ring; since when stays what it was while the reason does."""
    mine = Softphone.objects.filter(user=user, withdrawn_at=None)
    other = mine.exclude(ready_at=None, trouble=trouble)
    other.update(ready_at=None, trouble=trouble, changed_at=now)
