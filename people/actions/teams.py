"""Make, rename and delete teams.

Who leads a team sees what its members do: whoever joins or leaves it changes what there
is to see, and which pages are open to those who lead it.
"""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from accounts.audited import TEAM
from accounts.models import Grant, Team
from audit.actions import noting
from conferences.actions.supervision import leave_what_is_not_theirs
from live import topics
from live.announce import announce
from live.refusals import refusing_taken_name
from live.sessions import close_sockets_of


@transaction.atomic
def save_team(team: Team, *, members: Collection[User], now: datetime) -> None:
    """Store a team with its members; raises Refused when its name was given meanwhile."""
    with noting((TEAM, team)):
        with refusing_taken_name(team):
            team.save()
        before = set(team.members.all())
        team.members.set(members)
    if before != set(members):
        _tell_leaders([team.pk], now=now)


@transaction.atomic
def delete_team(pk: int, *, now: datetime) -> Team:
    """Delete a team; its members stay, and so does what they did."""
    team = Team.objects.select_for_update().get(pk=pk)
    with noting((TEAM, team)):
        leaders = _leaders([pk])
        Team.objects.filter(pk=pk).delete()
    _tell(leaders, now=now)
    return team


def set_teams(user: User, teams: Collection[Team], *, now: datetime) -> None:
    """Let somebody be in these teams, and in no other."""
    before = set(user.teams.all())
    user.teams.set(teams)
    if changed := before ^ set(teams):
        _tell_leaders([team.pk for team in changed], now=now)


def _leaders(team_pks: Collection[int]) -> set[int]:
    """Return the keys of the accounts whose role is about one of these teams."""
    grants = Grant.objects.filter(teams__in=team_pks)
    return set(grants.values_list("user_id", flat=True))


def _tell_leaders(team_pks: Collection[int], *, now: datetime) -> None:
    _tell(_leaders(team_pks), now=now)


def _tell(leaders: Collection[int], *, now: datetime) -> None:
    for pk in leaders:
        close_sockets_of(pk)
    leave_what_is_not_theirs(leaders, now=now)
    seen = (topics.agents(), topics.calls(), topics.conferences(), topics.recordings())
    announce(*seen)
