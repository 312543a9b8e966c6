"""Plain functions that make one row each; every argument has a default that works."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, User
from django.utils import timezone
from django.utils.text import slugify

from agents.models import Agent, Phone
from callcontrol.client import telnyx
from callcontrol.models import PhoneNumber
from contactcenter import demo
from contactcenter.roles import Role
from queues.models import InboundRoute, Queue

PASSWORD = "correct horse battery staple"
# The first number of the emulator's account.
NUMBER = "+15550100100"


def make_user(username: str, role: Role | None) -> User:
    user = User.objects.create_user(
        username=username, password=PASSWORD, first_name=username.title()
    )
    if role is not None:
        group, _ = Group.objects.get_or_create(name=role.value)
        user.groups.add(group)
    return user


def make_agent(user: User, **overrides: Any) -> Agent:
    """Make `user` an agent with a phone, offline unless said otherwise."""
    make_phone(user)
    given = {"name": user.first_name, "state_since": timezone.now(), **overrides}
    return Agent.objects.create(user=user, **given)


def make_phone(user: User) -> Phone:
    return Phone.objects.create(
        user=user, sip_address=f"sip:{user.username}@sip.telnyx.com"
    )


def make_queue(
    name: str = "Billing", agents: Iterable[Agent] = (), **overrides: Any
) -> Queue:
    """Make a queue whose callers hear music and no greeting."""
    given = {
        "telnyx_name": slugify(name),
        "hold_music_url": "https://example.org/hold.mp3",
        **overrides,
    }
    queue = Queue.objects.create(name=name, **given)
    queue.agents.set(agents)
    return queue


def make_line(queue: Queue, webhook_url: str, number: str = NUMBER) -> PhoneNumber:
    """Have `number` feed the queue, at the provider and in our records."""
    application = demo.seed_application(telnyx(), webhook_url)
    [found] = telnyx().phone_numbers.list(phone_number=number)
    telnyx().phone_numbers.update(found.id, connection_id=application.connection_id)
    record = PhoneNumber.objects.create(
        number=number, telnyx_id=found.id, application=application
    )
    InboundRoute.objects.create(phone_number=record, queue=queue)
    return record
