"""Plain functions that make one row each; every argument has a default that works."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.text import slugify

from accounts.actions import give_role, shipped_role
from accounts.queries import viewer_of
from accounts.roles import SHIPPED, Role, usual_reach
from accounts.states import Reach
from accounts.viewers import Viewer
from agents.models import Agent, Phone
from contactcenter.demo import seeding
from live.presence.actions import note_present, note_seen
from provider.client import telnyx
from provisioning.models import PhoneNumber
from queues.models import InboundRoute, Queue

PASSWORD = "correct horse battery staple"
# The first number of the emulator's account.
NUMBER = "+15550100100"


def make_user(username: str, role: Role | None) -> User:
    user = User.objects.create_user(
        username=username, password=PASSWORD, first_name=username.title()
    )
    if role is not None:
        become(user, role)
    return user


def become(user: User, role: Role) -> None:
    """Give somebody a role as it is shipped, as far as it usually reaches."""
    give_role(user, shipped_role(role), usual_reach(SHIPPED[role]))


def role_of(user: User) -> Role | None:
    """Return which of the shipped roles somebody may use now."""
    found = User.objects.get(pk=user.pk)
    if not viewer_of(found).has_role:
        return None
    return Role.ADMIN if found.is_superuser else Role(found.grant.role.key)


def viewer_as(role: Role | None, who: int = 1) -> Viewer:
    """Return somebody with a shipped role who is in no queue."""
    if role is None:
        return Viewer(who)
    verbs = frozenset(SHIPPED[role])
    return Viewer(who, verbs, everywhere=usual_reach(verbs) is Reach.SITE)


def make_agent(user: User, **overrides: Any) -> Agent:
    """Make `user` an agent with a phone and a screen, offline unless said otherwise."""
    make_phone(user)
    open_screen(user)
    given = {"name": user.first_name, "state_since": timezone.now(), **overrides}
    return Agent.objects.create(user=user, **given)


def open_screen(*people: User) -> None:
    """Let somebody be there for good, as one is whose screen answers."""
    note_seen({user.pk: datetime(2100, 1, 1, tzinfo=UTC) for user in people})


def close_screen(*people: User, at: datetime | None = None) -> None:
    """Let somebody be gone, who was there until `at`: now, unless said otherwise."""
    note_present((user.pk for user in people), now=at or timezone.now())


def make_phone(user: User) -> Phone:
    return Phone.objects.create(
        user=user, address=f"sip:{user.username}@sip.telnyx.com"
    )


def make_queue(
    name: str = "Billing", agents: Iterable[Agent] = (), **overrides: Any
) -> Queue:
    """Make a queue whose callers hear music and no greeting.

    Agents pick from it: most stories tell of an available agent whom nobody rings until
    somebody does something. One about offers by the queue says mode="push" or "both".
    """
    given = {
        "mode": "pull",
        "telnyx_name": slugify(name),
        "hold_music_url": "https://example.org/hold.mp3",
        **overrides,
    }
    queue = Queue.objects.create(name=name, **given)
    queue.agents.set(agents)
    return queue


def make_line(queue: Queue, webhook_url: str, number: str = NUMBER) -> PhoneNumber:
    """Have `number` feed the queue, at the provider and in our records."""
    application = seeding.seed_application(telnyx(), webhook_url)
    [found] = telnyx().phone_numbers.list(phone_number=number)
    telnyx().phone_numbers.update(found.id, connection_id=application.connection_id)
    record = PhoneNumber.objects.create(
        number=number, telnyx_id=found.id, application=application
    )
    InboundRoute.objects.create(phone_number=record, queue=queue)
    return record
