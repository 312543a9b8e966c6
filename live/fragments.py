"""What can change on a screen: a template, its context, and the topics that change it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from contactcenter.roles import Role

# Printed by the template inside its root tag; on the socket it makes htmx morph the
# element of the same id wherever it stands on the page.
OUT_OF_BAND = SafeString(' hx-swap-oob="outerMorph"')
NOT_OUT_OF_BAND = SafeString("")

Varies = Literal["all", "role", "sight", "user"]

# They see everything; an agent sees what they took part in.
SEES_ALL = (Role.SUPERVISOR, Role.ADMIN)


@dataclass(frozen=True)
class Scope:
    """For whom and about what a fragment is rendered.

    `user_pk` and `role` are None unless the fragment varies by them, so that a fragment
    cannot depend on more than it says. `pk` is the subject of the screen, if it has one.
    A fragment that varies by sight is rendered once for all supervisors, and for each
    agent apart: it has the role, and the user only when that is no supervisor.
    """

    user_pk: int | None
    role: Role | None
    pk: int | None
    now: datetime

    @property
    def sees_all(self) -> bool:
        return self.role in SEES_ALL


@dataclass(frozen=True)
class Fragment:
    """One part of a screen that is rendered alike in the page and on the socket.

    The template has exactly one root element, with `id="{{ fragment_id }}"` and
    `{{ oob }}` inside its tag. It gets no request: a fragment is rendered once for
    everybody who sees the same, so it cannot hold a CSRF token (live.js sends that as
    a header).
    """

    name: str
    template: str
    context: Callable[[Scope], dict[str, Any]]
    topics: Callable[[Scope], frozenset[str]]
    varies: Varies = "all"

    def scope_for(
        self, *, user_pk: int, role: Role | None, pk: int | None, now: datetime
    ) -> Scope:
        is_own = self.varies == "sight" and role not in SEES_ALL
        return Scope(
            user_pk=user_pk if is_own or self.varies == "user" else None,
            role=role if self.varies != "all" else None,
            pk=pk,
            now=now,
        )

    def render(self, scope: Scope, *, is_out_of_band: bool) -> SafeString:
        return render_to_string(
            self.template,
            {
                **self.context(scope),
                "scope": scope,
                "now": scope.now,
                "fragment_id": self.name,
                "oob": OUT_OF_BAND if is_out_of_band else NOT_OUT_OF_BAND,
            },
        )
