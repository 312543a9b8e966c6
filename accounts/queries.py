"""Who somebody is to the product: read once for each request, and for each socket."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db.models import Q, QuerySet

from accounts.models import Grant, RoleDefinition
from accounts.roles import OF_THE_WHOLE_SITE, Verb
from accounts.states import Reach, Role
from accounts.viewers import NOBODY, Viewer


def viewer_of(user: AbstractBaseUser | AnonymousUser) -> Viewer:
    """Return what somebody may do and see; nothing for who is switched off.

    Nothing as well while their role needs a second factor that they lack.
    """
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    grant = grant_of(user)
    if lacks_second_factor(user, grant):
        return NOBODY
    own = _viewer(grant) if grant else NOBODY
    if user.is_superuser:
        # Everything; who takes calls has a desk, which their role says.
        everything = frozenset(Verb) - {Verb.TAKE_CALLS} | own.verbs
        return Viewer(user.pk, everything, everywhere=True, takes_from=own.takes_from)
    return own


def grant_of(user: User) -> Grant | None:
    """Return the role of somebody with its scope, read anew; `user.grant` is then known."""
    found = Grant.objects.select_related("role").filter(user_id=user.pk).first()
    if found is not None:
        found.user = user
    return found


def _viewer(grant: Grant) -> Viewer:
    verbs = frozenset(verb for verb in Verb if verb in grant.role.verbs)
    takes_calls = Verb.TAKE_CALLS in verbs
    is_for_own = grant.reach == Reach.OWN_QUEUES
    own = _own_queues(grant.user_id) if takes_calls or is_for_own else frozenset()
    takes_from = own if takes_calls else frozenset()
    if grant.reach == Reach.SITE:
        return Viewer(grant.user_id, verbs, everywhere=True, takes_from=takes_from)
    verbs -= OF_THE_WHOLE_SITE
    if is_for_own:
        return Viewer(grant.user_id, verbs, queues=own, takes_from=takes_from)
    return Viewer(
        grant.user_id,
        verbs,
        queues=frozenset(grant.queues.values_list("pk", flat=True)),
        teams=frozenset(grant.teams.values_list("pk", flat=True)),
        takes_from=takes_from,
    )


def _own_queues(user_pk: int) -> frozenset[int]:
    """Return the queues that an agent is in; the rooms above know them by these names."""
    agents = User.objects.filter(pk=user_pk, agent__queues__isnull=False)
    return frozenset(agents.values_list("agent__queues", flat=True))


def lacks_second_factor(user: User, grant: Grant | None) -> bool:
    """Whether somebody's role needs a second factor that they have not set up.

    Without it they may do nothing, on pages and on sockets alike.
    """
    key = Role.ADMIN.value if user.is_superuser else grant.role.key if grant else ""
    return key in settings.MFA_REQUIRED_FOR and not is_mfa_enabled(user)


def people_managers() -> QuerySet[User]:
    """Return the active people who may give others a role, by name."""
    holds = Q(
        grant__reach=Reach.SITE, grant__role__in=roles_with(Verb.MANAGE_PEOPLE)
    ) | Q(is_superuser=True)
    people = User.objects.filter(holds, is_active=True)
    return people.order_by("first_name", "last_name", "username")


def roles_with(verb: Verb) -> list[int]:
    """Return the keys of the roles that may do it; a site has a handful of roles."""
    rows = RoleDefinition.objects.values_list("pk", "verbs")
    return [pk for pk, verbs in rows if verb in verbs]


def own_keys_of(user: User) -> dict[str, str]:
    """Return what somebody presses instead of the usual keys, by these."""
    grant: Grant | None = getattr(user, "grant", None)
    return dict(grant.own_keys) if grant else {}


def role_name(user: User) -> str:
    """Return the role that somebody was given, whether they may use it or not."""
    grant: Grant | None = getattr(user, "grant", None)
    if grant is not None:
        return grant.role.name
    return Role.ADMIN.value if user.is_superuser else ""
