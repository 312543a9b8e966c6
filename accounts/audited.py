"""What the audit tells of teams, of signing in, and of what protects an account."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.contrib.auth.signals import (
    user_logged_in,
    user_logged_out,
    user_login_failed,
)
from django.db.models import Q
from django.db.models.signals import post_delete, post_save

from accounts.models import RoleDefinition, Team
from accounts.roles import Verb
from audit.actions import note_words
from audit.changes import Value
from audit.states import Action
from audit.subjects import Subject, Thing, fields_of, labels_of
from text.plain import plain

UNKNOWN = "an account that does not exist"
WRONG_PASSWORD = "wrong password"  # noqa: S105 - words of the record
WRONG_CODE = "wrong second factor"
# What is typed as a name may be a password by mistake, so it is never kept.
NAMES = ("username", "email", "login")


def name_of(user: User) -> str:
    return plain(user.get_full_name() or user.get_username())


def person(user: User) -> Thing:
    return Thing("person", user.pk, name_of(user))


def _team(team: Team) -> dict[str, Value]:
    members = team.members.order_by("first_name", "last_name", "username")
    return fields_of(team, ("name",), members=tuple(map(name_of, members)))


TEAM = Subject(
    kind="team",
    label="Team",
    model=Team,
    values=_team,
    labels=labels_of(Team, ("name", "members")),
)


def _role(role: RoleDefinition) -> dict[str, Value]:
    may = tuple(verb.label for verb in Verb if verb in role.verbs)
    return fields_of(role, ("name",), verbs=may)


ROLE = Subject(
    kind="role",
    label="Role",
    model=RoleDefinition,
    values=_role,
    labels={"name": "name", "verbs": "who has it may"},
)


def listen() -> None:
    """Note whatever is signalled of signing in; called once, when the apps are there."""
    user_logged_in.connect(_signed_in, dispatch_uid="audit")
    user_logged_out.connect(_signed_out, dispatch_uid="audit")
    user_login_failed.connect(_failed, dispatch_uid="audit")
    mfa.authentication_failed.connect(_wrong_code, dispatch_uid="audit")
    # Its own signals come after the commit, and would be lost with the process.
    post_save.connect(_factor_added, sender="mfa.Authenticator", dispatch_uid="audit")
    post_delete.connect(_factor_gone, sender="mfa.Authenticator", dispatch_uid="audit")
    account.password_changed.connect(_password_changed, dispatch_uid="audit")
    account.password_set.connect(_password_changed, dispatch_uid="audit")
    post_save.connect(_admin_page, sender="admin.LogEntry", dispatch_uid="audit")


def _signed_in(user: User, **of_the_signal: Any) -> None:
    note_words(Action.SIGNED_IN, person(user), by=user)


def _signed_out(user: User | None, **of_the_signal: Any) -> None:
    if user is not None:
        note_words(Action.SIGNED_OUT, person(user), by=user)


def _failed(credentials: dict[str, Any], **of_the_signal: Any) -> None:
    typed = next((credentials[name] for name in NAMES if credentials.get(name)), "")
    same = Q(username__iexact=typed) | Q(email__iexact=typed)
    user = User.objects.filter(same).first() if typed else None
    about = person(user) if user else Thing("person", "", UNKNOWN)
    note_words(Action.SIGN_IN_FAILED, about, WRONG_PASSWORD if user else "")


def _wrong_code(user: User, **of_the_signal: Any) -> None:
    note_words(Action.SIGN_IN_FAILED, person(user), WRONG_CODE)


def _factor_added(instance: Authenticator, created: bool, **of: Any) -> None:
    if created:
        kind = instance.get_type_display()
        _protected(instance.user, f"second factor added: {kind}")


def _factor_gone(instance: Authenticator, **of_the_signal: Any) -> None:
    kind = instance.get_type_display()
    _protected(instance.user, f"second factor removed: {kind}")


def _password_changed(user: User, **of_the_signal: Any) -> None:
    _protected(user, "password changed")


def _admin_page(instance: Any, **of_the_signal: Any) -> None:
    """Note what is done on Django's own admin pages, which keep a log of it."""
    actions = {1: Action.ADDED, 2: Action.CHANGED, 3: Action.DELETED}
    kind = instance.content_type.model if instance.content_type else ""
    about = Thing(kind[:20], instance.object_id, instance.object_repr)
    words = instance.get_change_message()
    note_words(actions[instance.action_flag], about, words, by=instance.user)


def _protected(user: User, words: str) -> None:
    note_words(Action.PROTECTED, person(user), words)
