"""Who looks, what they may do, and about what: one value, made once at the edge.

Pages and sockets make it (`accounts.queries.viewer_of`); every rule below takes it. What
somebody sees in an app is its `access.visible(viewer)`, for views and fragments alike.
"""

from dataclasses import dataclass, replace
from typing import Literal

from django.core.exceptions import PermissionDenied

from accounts.roles import Verb

# By how much of its viewer something shown differs, from nothing to everything.
Varies = Literal["all", "verbs", "takes", "scope", "sight", "user"]


@dataclass(frozen=True)
class Viewer:
    """Plain keys, so that equal viewers see the same and a rendering serves them all.

    `who` is the key of an account, None for nobody in particular. `queues` and `teams`
    are the keys of their scope, which for `everywhere` is the whole site.
    """

    who: int | None = None
    verbs: frozenset[Verb] = frozenset()
    everywhere: bool = False
    queues: frozenset[int] = frozenset()
    teams: frozenset[int] = frozenset()
    # The queues whose callers they take, whatever else they see.
    takes_from: frozenset[int] = frozenset()

    @property
    def has_role(self) -> bool:
        return bool(self.verbs)

    def may(self, verb: Verb) -> bool:
        return verb in self.verbs

    @property
    def watches_everything(self) -> bool:
        return self.everywhere and Verb.WATCH in self.verbs

    @property
    def sees_own_besides(self) -> bool:
        """Whether what they took part in may lie outside of what they watch."""
        if Verb.WATCH not in self.verbs:
            return True
        return Verb.TAKE_CALLS in self.verbs and not self.everywhere


NOBODY = Viewer()


def narrowed(viewer: Viewer, varies: Varies) -> Viewer:
    """Return as much of a viewer as something that varies by so much may depend on.

    By *sight*, those who see only their scope are one; who sees their own is apart.
    """
    if varies == "all":
        return NOBODY
    if varies == "verbs":
        return Viewer(verbs=viewer.verbs)
    if varies == "takes":
        return Viewer(takes_from=viewer.takes_from)
    if varies == "scope" or (varies == "sight" and not viewer.sees_own_besides):
        return replace(viewer, who=None)
    return viewer


def require(viewer: Viewer, *verbs: Verb) -> None:
    """Raise PermissionDenied unless they may do one of these; any role will do for none."""
    if not (viewer.verbs & set(verbs) if verbs else viewer.has_role):
        raise PermissionDenied


def require_everywhere(viewer: Viewer, verb: Verb) -> None:
    """Raise PermissionDenied unless they may do it on the whole site."""
    require(viewer, verb)
    if not viewer.everywhere:
        raise PermissionDenied
