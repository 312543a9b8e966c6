"""A session that ends, a role or an account that changes: open sockets learn of it at once.

Whoever does it, in Django's admin pages or elsewhere. The senders are named by text,
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
        (m2m_changed, roles_changed, "auth.User_groups"),
        (post_delete, session_ended, "sessions.Session"),
    ):
        signal.connect(receiver, sender=sender, dispatch_uid=receiver.__name__)


def account_saved(
    *, instance: Model, update_fields: frozenset[str] | None, **_: Any
) -> None:
    """A password, or whether the account is switched on; signing in is no change."""
    if update_fields != frozenset({"last_login"}):
        close_sockets_of(instance.pk)


def account_deleted(*, instance: Model, **_: Any) -> None:
    close_sockets_of(instance.pk)


def roles_changed(
    *, instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **_: Any
) -> None:
    """A role is a group: set for one person, or for several from the group's side."""
    if not reverse and action.startswith("post_"):
        close_sockets_of(instance.pk)
    elif reverse and action == "pre_clear":
        for pk in instance.user_set.values_list("pk", flat=True):
            close_sockets_of(pk)
    elif reverse and action.startswith("post_"):
        for pk in pk_set or ():
            close_sockets_of(pk)


def session_ended(*, instance: Any, **_: Any) -> None:
    user_pk = instance.get_decoded().get(SESSION_KEY)
    if user_pk is not None:
        close_sockets_of(int(user_pk))
