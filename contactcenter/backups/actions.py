"""What has to be done with rows that are older than what they tell of."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from callcontrol.models import Command
from callcontrol.states import CommandState
from calls.actions.doubts import doubt_everything


@transaction.atomic
def begin_anew(*, now: datetime) -> None:
    """Ask Telnyx for every leg, ask nothing of it that was wanted then, sign all out.

    A session of then may have been ended since, with the account's rights.
    """
    wanted = (CommandState.PENDING, CommandState.SENDING)
    Command.objects.filter(state__in=wanted, not_after__gt=now).update(not_after=now)
    Session.objects.all().delete()
    doubt_everything(now=now)
