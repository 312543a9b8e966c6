"""Who telephones in the browser: everybody with a role, unless another phone is written down."""

from accounts.viewers import Viewer, require
from agents.models import Phone
from live.refusals import Refused
from provider.numbers import readable


def require_role(viewer: Viewer) -> None:
    """Raise PermissionDenied for who has no role, and so no phone."""
    require(viewer)


def require_softphone(viewer: Viewer) -> None:
    """Raise PermissionDenied without a role, Refused for who is rung elsewhere."""
    require(viewer)
    written = Phone.objects.filter(user=viewer.who or 0).first()
    if written:
        raise Refused(f"Your phone is {readable(written.address)}, not this browser.")


def has_softphone(viewer: Viewer) -> bool:
    """Whether their pages bring a telephone along."""
    if not viewer.has_role:
        return False
    return not Phone.objects.filter(user=viewer.who or 0).exists()
