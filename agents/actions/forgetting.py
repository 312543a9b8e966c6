"""Remove what agents did long ago, and what of a caller stands with them."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef

from agents.models import Absence, Agent, AgentStateChange, Engagement, StateChoice
from agents.states import ENGAGED


def forget_engagements(calls: Collection[int]) -> None:
    """Remove what held agents because of some calls, before the calls themselves."""
    Engagement.objects.filter(dial__call__in=calls).delete()


def blank_callers(calls: Collection[int], words: Collection[str]) -> None:
    """Take the caller out of what held agents; how long it held them stays.

    `words` are their number and names, of which a wrap-up may still tell.
    """
    rows = Engagement.objects.filter(dial__call__in=calls)
    rows.update(caller="", activity="")
    for word in words:
        told = Agent.objects.filter(activity__contains=word)
        told.exclude(state__in=ENGAGED).update(activity="")


def forget_states(changes: Collection[int], *, before: datetime) -> int:
    """Remove some lines of the log of states, and the choices that led to them.

    Of each agent the last choice stays: the present state follows from it.
    """
    later = StateChoice.objects.filter(agent=OuterRef("agent"), pk__gt=OuterRef("pk"))
    choices = StateChoice.objects.filter(Exists(later), at__lt=before)
    choices.delete()
    Absence.objects.filter(ended_at__lt=before).delete()
    return AgentStateChange.objects.filter(pk__in=changes).delete()[0]
