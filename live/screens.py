"""Which fragments a screen shows, and who may look at it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.viewers import Viewer
from live.fragments import Fragment


@dataclass(frozen=True)
class Screen:
    """A page with live parts.

    `authorize(viewer, pk)` raises PermissionDenied or Http404; `pk` is the subject of the
    screen, None for a screen without one.
    """

    name: str
    template: str
    fragments: tuple[Fragment, ...]
    authorize: Callable[[Viewer, int | None], None]

    def socket_path(self, pk: int | None) -> str:
        subject = "" if pk is None else f"{pk}/"
        return f"/live/{self.name}/{subject}"


def registry() -> Mapping[str, Screen]:
    """Return the table that settings.LIVE_SCREENS names."""
    screens: Mapping[str, Screen] = import_string(settings.LIVE_SCREENS)
    return screens
