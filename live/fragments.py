"""What can change on a screen: a template, its context, and the topics that change it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.viewers import Varies, Viewer, narrowed

# Printed by the template inside its root tag; on the socket it makes htmx morph the
# element of the same id wherever it stands on the page.
OUT_OF_BAND = SafeString(' hx-swap-oob="outerMorph"')
NOT_OUT_OF_BAND = SafeString("")


@dataclass(frozen=True)
class Scope:
    """For whom and about what a fragment is rendered.

    `viewer` holds as much of whoever looks as the fragment varies by, so that it cannot
    depend on more than it says. `pk` is the subject of the screen, if it has one.
    """

    viewer: Viewer
    pk: int | None
    now: datetime

    @property
    def user_pk(self) -> int | None:
        return self.viewer.who


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

    def scope_for(self, viewer: Viewer, *, pk: int | None, now: datetime) -> Scope:
        return Scope(narrowed(viewer, self.varies), pk, now)

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
