"""The demo's accounts, queues and numbers; only ever made against the emulator.

Every step finds what is there before it makes anything: the product's database and the
emulator's memory start and end apart from each other.
"""

import os
import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import transaction

from accounts.actions import give_role, shipped_role
from accounts.models import Team
from accounts.roles import SHIPPED, Role, usual_reach
from agents.models import Agent, AgentSkill, Phone, Skill
from contactcenter.demo.cast import (
    AGENTS,
    NEEDS,
    OUTCOMES,
    PEOPLE,
    QUEUES,
    SKILLS,
    STAFF,
)
from contactcenter.demo.regulars import seed_regulars
from outcomes.models import Outcome
from provider.client import TelnyxClient
from provider.errors import NotFound
from provisioning.models import CallControlApplication, PhoneNumber
from queues.models import InboundRoute, Membership, Queue, SkillNeed
from queues.states import Mode

APPLICATION = "Contact center"
SIP_DOMAIN = "sip.telnyx.com"
GREETING = "Thank you for calling {name}. The next free agent will take your call."


def password(data_dir: Path) -> str:
    """Return the password of all demo accounts, made at the first start."""
    path = data_dir / "demo_password"
    if not path.exists():
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(9))
        # The accounts of an older database had another one.
        User.objects.filter(username__in=[name for name, _, _ in PEOPLE]).update(
            password=make_password(path.read_text())
        )
    return path.read_text()


def with_simulated_phone() -> set[str]:
    """Return whose phone answers by itself; that of everybody else is their browser."""
    if settings.DEMO_PHONES == "simulated":
        return {username for username, _, _ in PEOPLE}
    agents = [username for username, _, role in PEOPLE if role is Role.AGENT]
    return set(agents[max(0, len(agents) - settings.DEMO_STAFF) :])


def names() -> str:
    """Return whom one can sign in as, in a few words."""
    return f"admin, supervisor, agent1 to agent{len(AGENTS)}"


@transaction.atomic
def seed_people(data_dir: Path, *, now: datetime) -> None:
    """Make the accounts that are missing, with their phones, teams and skills."""
    here = set(User.objects.values_list("username", flat=True))
    simulated = with_simulated_phone()
    missing = [person for person in PEOPLE if person.username not in here]
    # Hashing takes a while on purpose, so once for all of them.
    hashed = make_password(password(data_dir)) if missing else ""
    for username, name, role in missing:
        first, last = name.split()
        user = User.objects.create(
            username=username,
            first_name=first,
            last_name=last,
            password=hashed,
            is_staff=role is Role.ADMIN,
            is_superuser=role is Role.ADMIN,
        )
        give_role(user, shipped_role(role), usual_reach(SHIPPED[role]))
        if username in simulated:
            Phone.objects.create(user=user, address=f"sip:{username}@{SIP_DOMAIN}")
        if role is Role.AGENT:
            Agent.objects.create(user=user, name=name, state_since=now)
    if missing:
        seed_teams()


def seed_teams() -> None:
    """Put every agent into their team, and note what they know."""
    skills = {name: Skill.objects.get_or_create(name=name)[0] for name in SKILLS}
    people = {agent.name: agent for agent in Agent.objects.select_related("user")}
    for name, team_name, _, known in AGENTS:
        agent = people[name]
        team, _ = Team.objects.get_or_create(name=team_name)
        team.members.add(agent.user)
        for skill, level in known.items():
            AgentSkill.objects.update_or_create(
                agent=agent, skill=skills[skill], defaults={"level": level}
            )


@transaction.atomic
def seed_queues(hold_music_url: str) -> list[Queue]:
    """Make the queues that are missing; return all of them in their order."""
    queues: list[Queue] = []
    by_themselves = Mode.PULL.value != settings.DEMO_QUEUE_MODE
    for line in QUEUES:
        queue, is_new = Queue.objects.get_or_create(
            telnyx_name=line.telnyx_name,
            defaults={
                "name": line.name,
                "greeting": GREETING.format(name=line.name),
                "hold_music_url": hold_music_url,
                "target_wait_secs": line.target_wait_secs,
                "wrap_up_mode": line.wrap_up_mode,
                "requires_outcome": line.requires_outcome,
                "mode": settings.DEMO_QUEUE_MODE,
                # Whoever calls again is kept for whom they know, for a while.
                "sticky_secs": 20 if by_themselves else 0,
            },
        )
        if is_new:
            seed_members(queue, len(queues))
            seed_outcomes(queue)
        queues.append(queue)
    return queues


def seed_members(queue: Queue, number: int) -> None:
    agents = {agent.name: agent for agent in Agent.objects.all()}
    for place, (name, _, queues, _) in enumerate(AGENTS):
        if number in queues:
            # Those who are signed in as take all of their queues alike.
            is_free = place < len(AGENTS) - STAFF
            order = 1 if is_free else queues.index(number) + 1
            Membership.objects.create(queue=queue, agent=agents[name], place=order)
    queue_name, skill, level, until = NEEDS
    if queue.name == queue_name:
        needed = Skill.objects.get(name=skill)
        for after, least in ((0, level), (until, 0)):
            SkillNeed.objects.create(
                queue=queue, skill=needed, level=least, after_secs=after
            )


def seed_outcomes(queue: Queue) -> None:
    for place, (name, below) in enumerate(OUTCOMES.items()):
        group = Outcome.objects.create(
            queue=queue, name=name, position=place, why="The demo's own."
        )
        for number, child in enumerate(below):
            Outcome.objects.create(
                queue=queue, parent=group, name=child, position=number, why=group.why
            )


def seed_application(client: TelnyxClient, webhook_url: str) -> CallControlApplication:
    """Have an application at the provider, and our record of the one that it has.

    A fresh emulator knows none of the applications of the one before it.
    """
    record = CallControlApplication.objects.filter(is_default=True).first()
    if record is not None and is_known(client, record.connection_id):
        client.applications.update(
            record.connection_id,
            application_name=record.name,
            webhook_event_url=webhook_url,
            webhook_api_version="2",
        )
        connection_id = record.connection_id
    else:
        connection_id = client.applications.create(
            application_name=APPLICATION,
            webhook_event_url=webhook_url,
            webhook_api_version="2",
        ).id
    record, _ = CallControlApplication.objects.update_or_create(
        is_default=True,
        defaults={
            "connection_id": connection_id,
            "webhook_url": webhook_url,
            "is_active": True,
        },
        create_defaults={
            "name": APPLICATION,
            "connection_id": connection_id,
            "webhook_url": webhook_url,
        },
    )
    return record


def is_known(client: TelnyxClient, connection_id: str) -> bool:
    try:
        client.applications.retrieve(connection_id)
    except NotFound:
        return False
    return True


def seed_numbers(
    client: TelnyxClient, application: CallControlApplication, queues: list[Queue]
) -> None:
    """Point the account's first numbers at the application, one for each queue."""
    numbers = sorted(client.phone_numbers.list(), key=lambda one: one.phone_number)
    for number, queue in zip(numbers, queues, strict=False):
        if number.connection_id != application.connection_id:
            client.phone_numbers.update(
                number.id, connection_id=application.connection_id
            )
        record, _ = PhoneNumber.objects.update_or_create(
            number=number.phone_number,
            defaults={"telnyx_id": number.id, "application": application},
        )
        InboundRoute.objects.get_or_create(
            phone_number=record, defaults={"queue": queue}
        )


def seed(
    client: TelnyxClient,
    *,
    data_dir: Path,
    webhook_url: str,
    hold_music_url: str,
    now: datetime,
) -> None:
    """Make whatever of the demo is missing, here and at the emulator.

    Raises provider.errors.TelnyxError when the emulator does not do its part.
    """
    seed_people(data_dir, now=now)
    queues = seed_queues(hold_music_url)
    application = seed_application(client, webhook_url)
    seed_numbers(client, application, queues)
    seed_regulars(now=now)
