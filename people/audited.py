"""What the audit tells of a person: all that one form says, in whichever room it is."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.models import User

from accounts.audited import name_of
from accounts.models import Grant
from accounts.queries import grant_of
from accounts.states import Reach
from agents.models import AgentSkill, Phone
from audit.changes import Value
from audit.subjects import Subject, words
from people.queries import ringing_of, scope_words
from provider.numbers import readable
from queues.models import Membership


def _person(user: User) -> dict[str, Value]:
    grant = grant_of(user) if user.pk else None
    phone = Phone.objects.filter(user=user).first()
    places = Membership.objects.filter(agent__user=user).select_related("queue")
    skills = AgentSkill.objects.filter(agent__user=user)
    ringing = ringing_of(user)
    return {
        "name": name_of(user),
        "email": user.email,
        "role": grant.role.name if grant else "",
        "scope": _scope(grant),
        "phone": readable(phone.address) if phone else "",
        "ring_secs": words(ringing.ring_secs),
        "auto_answers": words(ringing.auto_answers),
        "teams": tuple(user.teams.order_by("name").values_list("name", flat=True)),
        "queues": tuple(
            f"{one.queue.name} ({one.place})"
            for one in places.order_by("place", "queue__name")
        ),
        "skills": tuple(
            f"{one.skill.name} ({one.level})"
            for one in skills.select_related("skill").order_by("skill__name")
        ),
        "keys": tuple(
            f"{own} for {usual}" for usual, own in sorted(_own_keys(grant).items())
        ),
        "is_active": words(user.is_active),
        "second_factor": words(is_mfa_enabled(user)),
    }


def _own_keys(grant: Grant | None) -> dict[str, str]:
    return dict(grant.own_keys) if grant else {}


def _scope(grant: Grant | None) -> str:
    return (
        "the whole site" if grant and grant.reach == Reach.SITE else scope_words(grant)
    )


PERSON = Subject(
    kind="person",
    label="Person",
    model=User,
    values=_person,
    labels={
        "name": "name",
        "email": "e-mail",
        "role": "role",
        "scope": "scope of the role",
        "phone": "phone",
        "ring_secs": "rings for, seconds",
        "auto_answers": "phone answers by itself",
        "teams": "teams",
        "queues": "queues and their order",
        "skills": "skills",
        "keys": "keys of their own",
        "is_active": "may sign in",
        "second_factor": "second factor",
        "state": "state",
    },
    name=name_of,
)
