"""A session that ends, a role or an account that changes: open sockets learn of it at once.

Whoever does it, in Django's admin pages or elsewhere. Who an agent is in the queues with,
and a team with, is told by the actions that change it. The senders are named by text,
since the models are not loaded yet when Django reads its apps.
"""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save

from live.sessions import close_sockets_of


def watch() -> None:
    """Connect the receivers; twice is once."""
    for signal, receiver, sender in (
        (post_save, account_saved, "auth.User"),
        (post_delete, account_deleted, "auth.User"),
        (post_save, grant_changed, "accounts.Grant"),
        (post_delete, grant_changed, "accounts.Grant"),
        (m2m_changed, grant_changed, "accounts.Grant_teams"),
        (m2m_changed, grant_changed, "accounts.Grant_queues"),
        (post_save, role_changed, "accounts.RoleDefinition"),
        (post_delete, session_ended, "sessions.Session"),
    ):
        signal.connect(
            receiver, sender=sender, dispatch_uid=f"{receiver.__name__} {sender}"
        )


def account_saved(
    *, instance: Model, update_fields: frozenset[str] | None, **_: Any
) -> None:
    """A password, or whether the account is switched on; signing in is no change."""
    if update_fields != frozenset({"last_login"}):
        close_sockets_of(instance.pk)


def account_deleted(*, instance: Model, **_: Any) -> None:
    close_sockets_of(instance.pk)


def grant_changed(*, instance: Any, action: str = "post_", **_: Any) -> None:
    """Somebody has another role, or the same about something else."""
    if action.startswith("post_"):
        close_sockets_of(instance.user_id)


def role_changed(*, instance: Any, **_: Any) -> None:
    """A role may do other things now: whoever has it."""
    for pk in instance.grants.values_list("user_id", flat=True):
        close_sockets_of(pk)


def session_ended(*, instance: Any, **_: Any) -> None:
    user_pk = instance.get_decoded().get(SESSION_KEY)
    if user_pk is not None:
        close_sockets_of(int(user_pk))
