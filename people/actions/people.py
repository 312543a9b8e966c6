"""Add people, change them, switch them off: in every room that knows of them at once.

Nobody is ever deleted: calls, states and commands say who it was.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from accounts.actions import give_role
from accounts.queries import grant_of
from accounts.roles import OF_THE_WHOLE_SITE, Verb
from agents.actions import (
    add_agent,
    leave,
    rename_agent,
    restore_agent,
    retire_agent,
    set_ringing,
    set_skills,
)
from agents.models import Agent, Phone
from audit.actions import noting
from conferences.actions.supervision import leave_what_is_not_theirs
from live import topics
from live.announce import announce
from live.refusals import Refused
from live.sessions import close_sockets_of
from people.actions.managers import keeping_a_manager
from people.actions.teams import set_teams
from people.audited import PERSON
from people.given import Given, trouble_with
from phone import actions as phones
from queues.models import Membership, Queue

logger = logging.getLogger(__name__)

NOT_YOURSELF = "You cannot switch yourself off; another admin can."


def add_person(given: Given, *, by: User | None, now: datetime) -> User:
    """Make an account without a password; its owner chooses one.

    Raises Refused for what another admin has given away meanwhile.
    """
    user = User(username=given.email.lower(), date_joined=now)
    user.set_unusable_password()
    return _store(user, given, by=by, now=now)


def add_people(people: Iterable[Given], *, by: User, now: datetime) -> int:
    """Add many, each by itself; return how many. Who was added meanwhile is left out."""
    made = 0
    for given in people:
        try:
            add_person(given, by=by, now=now)
        except Refused:
            logger.info("%s was added meanwhile.", given.email)
        else:
            made += 1
    return made


def change_person(user_pk: int, given: Given, *, by: User, now: datetime) -> User:
    """Make a person what the form says, with all that follows from another role.

    Raises Refused as `add_person` does, and for the last who manages people.
    """
    user = User.objects.get(pk=user_pk)
    if user.username.lower() == user.email.lower():
        user.username = given.email.lower()
    return _store(user, given, by=by, now=now)


@transaction.atomic
def switch_off(user_pk: int, *, by: User, now: datetime) -> User:
    """Let somebody in no more; sockets close, an agent is offline after their call.

    Raises Refused for oneself and for the last who manages people.
    """
    user = User.objects.select_for_update().get(pk=user_pk)
    if user == by:
        raise Refused(NOT_YOURSELF)
    with keeping_a_manager(), noting((PERSON, user), by=by):
        user.is_active = False
        user.save(update_fields=["is_active"])
        leave(user, by=by, now=now)
        phones.withdraw(user.pk, now=now)
        agent = Agent.objects.filter(user=user).first()
        if agent:
            _leave(agent, by=by, now=now)
    return user


@transaction.atomic
def switch_on(user_pk: int) -> User:
    """Let somebody in again, with the role they had; an agent is in no queue yet."""
    user = User.objects.select_for_update().get(pk=user_pk)
    with noting((PERSON, user)):
        user.is_active = True
        user.save(update_fields=["is_active"])
    agent = Agent.objects.filter(user=user).first()
    grant = grant_of(user)
    if agent and grant and Verb.TAKE_CALLS in grant.role.verbs:
        restore_agent(agent)
    return user


@transaction.atomic
def forget_factors(user_pk: int) -> User:
    """Take the second factors of somebody away who has lost them; sessions end."""
    user = User.objects.select_for_update().get(pk=user_pk)
    with noting((PERSON, user)):
        Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    return user


def _store(user: User, given: Given, *, by: User | None, now: datetime) -> User:
    try:
        with keeping_a_manager(), noting((PERSON, user), by=by):
            return _write(user, given, by=by, now=now)
    except IntegrityError as error:
        trouble = trouble_with(given, but=user.pk or 0)
        if not trouble:
            raise
        raise Refused(" ".join(trouble.values())) from error


def _write(user: User, given: Given, *, by: User | None, now: datetime) -> User:
    if user.get_full_name() != given.name:
        # Whoever writes a name knows its order; it is kept as one.
        user.first_name, user.last_name = given.name, ""
    user.email = given.email
    if not set(given.role.verbs) >= OF_THE_WHOLE_SITE:
        user.is_superuser = user.is_staff = False
    user.save()
    had = grant_of(user)
    if had and had.role_id != given.role.pk:
        # What they did in the former role ends with it.
        leave(user, by=by, now=now)
    give_role(
        user,
        given.role,
        given.reach,
        teams=given.scope_teams,
        queues=[queue.pk for queue in given.scope_queues],
    )
    set_teams(user, given.teams, now=now)
    leave_what_is_not_theirs([user.pk], now=now)
    _write_phone(user, given.phone, now=now)
    _write_agent(user, given, by=by or user, now=now)
    return user


def _write_phone(user: User, address: str, *, now: datetime) -> None:
    """Write down where somebody is dialled; without an address it is their browser."""
    if address:
        phones.withdraw(user.pk, now=now)
        Phone.objects.update_or_create(user=user, defaults={"address": address})
    else:
        Phone.objects.filter(user=user).delete()


def _write_agent(user: User, given: Given, *, by: User, now: datetime) -> None:
    agent = Agent.objects.filter(user=user).first()
    if agent and agent.name != given.name:
        rename_agent(agent.pk, given.name)
    if given.takes_calls and user.is_active:
        agent = agent or add_agent(user, given.name, now=now)
        restore_agent(agent)
        _write_places(agent, given.places)
        if given.skills is not None:
            set_skills(agent, given.skills)
        if given.ringing is not None:
            set_ringing(agent, *given.ringing)
    elif agent:
        _leave(agent, by=by, now=now)


def _write_places(agent: Agent, places: Mapping[Queue, int]) -> None:
    rows = Membership.objects.filter(agent=agent)
    if set(rows.values_list("queue_id", flat=True)) != {one.pk for one in places}:
        close_sockets_of(agent.user_id)
    rows.exclude(queue__in=places).delete()
    for queue, place in places.items():
        Membership.objects.update_or_create(
            queue=queue, agent=agent, defaults={"place": place}
        )
    announce(topics.queues(), topics.agents(), topics.user(agent.user_id))


def _leave(agent: Agent, *, by: User, now: datetime) -> None:
    """Take an agent out of all queues: nobody finds them on a list of members any more."""
    retire_agent(agent, by=by, now=now)
    _write_places(agent, {})
