"""The three roles; a person's groups say which one they have."""

from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.core.exceptions import PermissionDenied


class Role(StrEnum):
    """From least to most: what an agent may do, a supervisor may do as well."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


def role_of(user: AbstractBaseUser | AnonymousUser) -> Role | None:
    """Return the highest role of an active user, None for anybody else.

    The answer is kept on the user object, which lives as long as one request or one
    socket's permission check.
    """
    if not isinstance(user, User) or not user.is_active:
        return None
    if not hasattr(user, "_role"):
        names = set(user.groups.values_list("name", flat=True))
        held = [role for role in Role if role.value in names]
        user._role = Role.ADMIN if user.is_superuser else (held[-1] if held else None)  # type: ignore[attr-defined]
    role: Role | None = user._role  # type: ignore[attr-defined]
    return role


def at_least(user: AbstractBaseUser | AnonymousUser, role: Role) -> bool:
    held = role_of(user)
    order = list(Role)
    return held is not None and order.index(held) >= order.index(role)


def require(user: AbstractBaseUser | AnonymousUser, role: Role) -> User:
    """Return `user` when they hold `role` or a higher one.

    Raises PermissionDenied otherwise.
    """
    if not isinstance(user, User) or not at_least(user, role):
        raise PermissionDenied
    return user
