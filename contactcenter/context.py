"""What the shell around every page needs to know."""

from django.conf import settings
from django.http import HttpRequest

from contactcenter.roles import role_of


def shell(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    return {
        "role": role_of(user) if user is not None else None,
        "is_emulated": settings.TELNYX_IS_EMULATED,
    }
