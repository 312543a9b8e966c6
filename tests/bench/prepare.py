"""Fill the product's database for a measurement; runs as a process of its own.

    python -m tests.bench.prepare people  <supervisors> <agents>
    python -m tests.bench.prepare offers

`people` makes accounts, one queue and its number, and prints the supervisors' session
keys. `offers` has every waiting call offered to an agent of its own and prints, by call
session, the id of the command that dials the agent. Both print one JSON value.
"""

import json
import sys
from datetime import datetime
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import (  # noqa: E402
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
)
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.roles import Role  # noqa: E402
from agents.models import Agent, Phone  # noqa: E402
from agents.states import AgentState  # noqa: E402
from provisioning.models import CallControlApplication, PhoneNumber  # noqa: E402
from queues.actions.offers import offer_to  # noqa: E402
from queues.models import InboundRoute, Queue, QueueEntry  # noqa: E402
from queues.states import EntryState, OfferOrigin  # noqa: E402
from tests.bench import life  # noqa: E402
from tests.factories import become, open_screen  # noqa: E402


def people(supervisors: int, agents: int) -> list[str]:
    queue = Queue.objects.create(
        name="Support",
        telnyx_name=life.QUEUE,
        greeting="Welcome.",
        hold_music_url=life.MUSIC,
        max_size=1000,
    )
    application = CallControlApplication.objects.create(
        connection_id=life.CONNECTION_ID,
        name="Bench",
        webhook_url="http://127.0.0.1/webhooks/telnyx/",
        is_default=True,
    )
    number = PhoneNumber.objects.create(number=life.NUMBER, application=application)
    InboundRoute.objects.create(phone_number=number, queue=queue)
    now = timezone.now()
    queue.agents.set([agent(index, now) for index in range(agents)])
    return [
        session_of(user(f"supervisor{index}", Role.SUPERVISOR))
        for index in range(supervisors)
    ]


def user(name: str, role: Role) -> User:
    made = User(username=name, first_name=name.title())
    made.set_unusable_password()
    made.save()
    become(made, role)
    return made


def agent(index: int, now: datetime) -> Agent:
    one = user(f"agent{index}", Role.AGENT)
    Phone.objects.create(user=one, address=f"sip:agent{index}@example.com")
    open_screen(one)
    return Agent.objects.create(
        user=one, name=f"Agent {index}", state=AgentState.AVAILABLE, state_since=now
    )


def session_of(one: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(one.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = one.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def offers() -> dict[str, str]:
    boss = User.objects.get(username="supervisor0")
    entries = QueueEntry.objects.filter(state=EntryState.WAITING).select_related("call")
    commands = {}
    for entry, one in zip(entries, Agent.objects.all(), strict=False):
        offer = offer_to(
            entry.pk,
            one.pk,
            origin=OfferOrigin.PICK,
            requested_by=boss,
            now=timezone.now(),
        )
        commands[entry.call.call_session_id] = str(offer.dial_id)
    return commands


def main(what: str, *numbers: str) -> Any:
    if what == "people":
        return people(*(int(number) for number in numbers))
    return offers()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
