"""The list of people: who is who, in which teams, and whether they get in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.db.models import Count, F, Prefetch, Q, QuerySet, TextChoices, Value
from django.db.models.functions import Concat
from django.db.models.lookups import Contains

from accounts.models import Grant, RoleDefinition, Team
from accounts.queries import grant_of, role_name
from accounts.roles import Verb
from accounts.states import Reach
from agents.models import (
    Agent,
    AgentSkill,
    AgentStateChange,
    NotReadyReason,
    Phone,
    Skill,
)
from database.folded import Folded
from hours.models import Schedule
from hours.opening import Opening
from hours.queries import opening_of, site, zone_of
from people.given import Given, Ringing
from queues.models import Membership, Queue, SkillNeed
from text.folding import folded

NAMES = Folded(
    Concat(
        F("first_name"),
        Value(" "),
        F("last_name"),
        Value(" "),
        F("username"),
        Value(" "),
        F("email"),
    )
)


class PersonState(TextChoices):
    ACTIVE = "active", "Active"
    WAITING = "waiting", "No password yet"
    OFF = "off", "Switched off"


@dataclass(frozen=True)
class PeopleFilter:
    """What is empty does not restrict; `role` and `team` are keys, 0 for any."""

    search: str = ""
    role: int = 0
    team: int = 0
    state: str = ""


@dataclass(frozen=True)
class Person:
    """A line of the list."""

    user: User
    role: str
    # What the role is about, in words; empty for the whole site.
    scope: str
    teams: list[str]
    queues: list[str]
    phone: str
    state: PersonState


def people(wanted: PeopleFilter) -> QuerySet[User]:
    """Return the accounts that the filter asks for, by name."""
    found = User.objects.order_by("first_name", "last_name", "username")
    if wanted.search:
        found = found.filter(Contains(NAMES, Value(folded(wanted.search))))
    if wanted.team:
        found = found.filter(teams=wanted.team)
    if wanted.role:
        found = found.filter(grant__role=wanted.role)
    if wanted.state:
        found = found.filter(_is_in_state(wanted.state))
    return found.distinct()


def _is_in_state(state: str) -> Q:
    if state == PersonState.OFF:
        return Q(is_active=False)
    # How Django marks that no password fits.
    has_none = Q(password="") | Q(password__startswith="!")  # noqa: S106 - no password
    return Q(is_active=True) & (has_none if state == PersonState.WAITING else ~has_none)


def lines(users: QuerySet[User]) -> list[Person]:
    """Return the lines of some people; a fixed number of queries, however many."""
    memberships = Membership.objects.select_related("queue").order_by(
        "place", "queue__name"
    )
    related = users.select_related("phone", "agent", "grant__role").prefetch_related(
        "teams",
        "grant__teams",
        "grant__queues",
        Prefetch("agent__memberships", memberships),
    )
    return [_line(user) for user in related]


def _line(user: User) -> Person:
    agent: Agent | None = getattr(user, "agent", None)
    memberships: list[Any] = list(agent.memberships.all()) if agent else []
    phone = getattr(user, "phone", None)
    return Person(
        user=user,
        role=role_name(user),
        scope=scope_words(getattr(user, "grant", None)),
        teams=[team.name for team in user.teams.all()],
        queues=[one.queue.name for one in memberships],
        phone=phone.address if phone else "",
        state=state_of(user),
    )


def scope_words(grant: Grant | None) -> str:
    """Return what a role is about; empty for the whole site, and for no role."""
    if grant is None or grant.reach == Reach.SITE:
        return ""
    if grant.reach == Reach.OWN_QUEUES:
        return "their own queues"
    named = [*map(str, grant.teams.all()), *map(str, grant.queues.all())]
    return ", ".join(named) or "nothing any more"


def state_of(user: User) -> PersonState:
    if not user.is_active:
        return PersonState.OFF
    has_none = not user.password or not user.has_usable_password()
    return PersonState.WAITING if has_none else PersonState.ACTIVE


def places_of_user(user: User) -> dict[int, int]:
    """Return the keys of somebody's queues with their order; empty for who is no agent."""
    rows = Membership.objects.filter(agent__user=user)
    return dict(rows.values_list("queue_id", "place"))


def levels_of_user(user: User) -> dict[int, int]:
    """Return the keys of what an agent knows, with the level; empty for who is none."""
    rows = AgentSkill.objects.filter(agent__user=user)
    return dict(rows.values_list("skill_id", "level"))


def given_of(user: User) -> Given | None:
    """Return what the form of somebody would say; None without a role. Skills stay out."""
    grant, agent = grant_of(user), Agent.objects.filter(user=user).first()
    if grant is None:
        return None
    phone = Phone.objects.filter(user=user).first()
    places = Membership.objects.filter(agent=agent).select_related("queue")
    return Given(
        name=user.get_full_name() or user.username,
        email=user.email,
        role=grant.role,
        reach=Reach(grant.reach),
        scope_teams=list(grant.teams.all()),
        scope_queues=list(grant.queues.all()),
        teams=list(user.teams.all()),
        phone=phone.address if phone else "",
        places={one.queue: one.place for one in places} if agent else {},
    )


def ringing_of(user: User) -> Ringing:
    """Return how somebody's telephone rings for callers; for nobody's as usual."""
    agent = Agent.objects.filter(user=user).first() if user.pk else None
    return Ringing(agent.auto_answers, agent.ring_secs) if agent else Ringing()


def open_queues() -> list[Queue]:
    return list(Queue.objects.filter(retired_at=None))


def teams() -> QuerySet[Team]:
    """Return all teams by name, with their members."""
    return Team.objects.prefetch_related("members")


@dataclass(frozen=True)
class ReasonLine:
    reason: NotReadyReason
    # Nobody has chosen it yet, so it may be deleted.
    is_unused: bool


def reason_lines() -> list[ReasonLine]:
    """Return all reasons in their order, those off the menu last; two queries."""
    used = set(AgentStateChange.objects.values_list("reason", flat=True).distinct())
    rows = NotReadyReason.objects.order_by("-is_offered", "position", "name")
    return [ReasonLine(reason, reason.name not in used) for reason in rows]


@dataclass(frozen=True)
class SkillLine:
    skill: Skill
    # Who has it, by name, with the level of each.
    agents: list[AgentSkill]
    # The names of the queues whose callers need it.
    queues: list[str]


def skill_lines() -> list[SkillLine]:
    """Return all skills by name; three queries."""
    agents = AgentSkill.objects.select_related("agent").order_by("agent__name")
    needs = SkillNeed.objects.select_related("queue").order_by("queue__name")
    rows = Skill.objects.prefetch_related(
        Prefetch("agents", agents), Prefetch("needs", needs)
    )
    return [
        SkillLine(
            skill=skill,
            agents=list(skill.agents.all()),
            queues=list(dict.fromkeys(one.queue.name for one in skill.needs.all())),
        )
        for skill in rows
    ]


@dataclass(frozen=True)
class RoleLine:
    role: RoleDefinition
    verbs: list[str]
    holders: int


def role_lines() -> list[RoleLine]:
    """Return all roles by name, with what each may do and how many hold it; one query."""
    rows = RoleDefinition.objects.annotate(holders=Count("grants"))
    return [
        RoleLine(
            role=role,
            verbs=[verb.label for verb in Verb if verb in role.verbs],
            holders=role.holders,
        )
        for role in rows
    ]


@dataclass(frozen=True)
class HoursLine:
    schedule: Schedule
    opening: Opening
    zone: ZoneInfo
    # The names of the queues that have these hours.
    queues: list[str]


def hours_lines(*, now: datetime) -> list[HoursLine]:
    """Return all opening hours by name; three queries."""
    queues = Queue.objects.order_by("name")
    rows = Schedule.objects.prefetch_related(Prefetch("queues", queues))
    zone = site().time_zone
    return [
        HoursLine(
            schedule=schedule,
            opening=opening_of(schedule, site_zone=zone, now=now),
            zone=zone_of(schedule, site_zone=zone),
            queues=[queue.name for queue in schedule.queues.all()],
        )
        for schedule in rows
    ]
