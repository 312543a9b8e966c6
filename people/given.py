"""What is said of a person on one form, and why it cannot be so."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db.models import Q

from accounts.models import RoleDefinition, Team
from accounts.roles import OF_THE_WHOLE_SITE, Verb
from accounts.states import Reach
from agents.models import Agent, Phone, Skill
from database.naming import UNSEEN, name_trouble
from provider.numbers import readable
from provisioning.models import PhoneNumber
from queues.models import Queue
from text.folding import folded

EMAIL_TAKEN = "Somebody else has this e-mail address already."
PHONE_TAKEN = "Somebody else is rung at {phone} already."
OUR_OWN = (
    "{phone} is a number of the contact center itself: a call to it would come back."
)
NO_QUEUES = "This role takes no calls; leave the order of the queues out."
NO_SKILLS = "This role takes no calls; leave the skills out."
NO_RINGING = "This role takes no calls; leave out how their phone rings."
NOT_FOR_A_PART = "Who manages people or settings does so for the whole site."
NOTHING_CHOSEN = "Choose a team or a queue that the role is about."


class Ringing(NamedTuple):
    """How an agent's telephone rings for callers of a queue."""

    auto_answers: bool = False
    # None is as long as the queue says.
    ring_secs: int | None = None


@dataclass(frozen=True)
class Given:
    """A person as an admin wants them; `places` are queues with their order, 1 first.

    A chosen reach has the teams and the queues that their role is about.
    """

    name: str
    email: str
    role: RoleDefinition
    reach: Reach
    scope_teams: Collection[Team] = ()
    scope_queues: Collection[Queue] = ()
    teams: Collection[Team] = ()
    # What `provider.phones.read` returned; empty for none.
    phone: str = ""
    places: Mapping[Queue, int] = field(default_factory=dict)
    # With their levels, 5 is best; None leaves them as they are.
    skills: Mapping[Skill, int] | None = None
    # None leaves it as it is.
    ringing: Ringing | None = None

    @property
    def takes_calls(self) -> bool:
        return Verb.TAKE_CALLS in self.role.verbs


def trouble_with(given: Given, *, but: int) -> dict[str, str]:
    """Return a sentence for each field that cannot be so; `but` is 0 for a new person."""
    found = {
        "name": _name_trouble(given, but),
        "email": EMAIL_TAKEN if _has_email(given.email, but) else "",
        "phone": _phone_trouble(given.phone, but),
        "role": "" if given.takes_calls else _role_trouble(given),
        "reach": _reach_trouble(given),
    }
    return {name: sentence for name, sentence in found.items() if sentence}


def _role_trouble(given: Given) -> str:
    if given.places:
        return NO_QUEUES
    if given.ringing and any(given.ringing):
        return NO_RINGING
    return NO_SKILLS if given.skills else ""


def _name_trouble(given: Given, but: int) -> str:
    """Who is or was an agent has a name of their own; others need only have one."""
    if not folded(given.name):
        return UNSEEN
    own = Agent.objects.filter(user_id=but).values_list("pk", flat=True).first()
    if own is None and not given.takes_calls:
        return ""
    return name_trouble(Agent, given.name, but=own)


def _reach_trouble(given: Given) -> str:
    if given.reach is not Reach.SITE and OF_THE_WHOLE_SITE & set(given.role.verbs):
        return NOT_FOR_A_PART
    has_chosen = given.scope_teams or given.scope_queues
    return NOTHING_CHOSEN if given.reach is Reach.CHOSEN and not has_chosen else ""


def _has_email(email: str, but: int) -> bool:
    if not email:
        return False
    same = Q(email__iexact=email) | Q(username__iexact=email)
    return User.objects.filter(same).exclude(pk=but).exists()


def _phone_trouble(phone: str, but: int) -> str:
    if not phone:
        return ""
    if Phone.objects.filter(address=phone).exclude(user_id=but).exists():
        return PHONE_TAKEN.format(phone=readable(phone))
    if PhoneNumber.objects.filter(number=phone).exists():
        return OUR_OWN.format(phone=readable(phone))
    return ""
