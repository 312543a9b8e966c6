"""What the shell around every page needs to know."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.queries import own_keys_of, role_name
from accounts.requests import account_in, viewer_in
from accounts.roles import Verb
from phone.access import has_softphone

# Of a telephone, row by row.
KEYS = "123456789*0#"


def shell(request: HttpRequest) -> dict[str, object]:
    viewer = viewer_in(request)
    return {
        "viewer": viewer,
        # The name of their role, asked for where it is printed.
        "role": lambda: role_name(account_in(request)) if viewer.has_role else "",
        # What they press instead of the usual keys, and the sheet that says so.
        "own_keys": lambda: own_keys_of(account_in(request)) if viewer.has_role else {},
        # Who has no role has no place to go to, so the rail would be empty.
        "frame": "base.html" if viewer.has_role else "base_plain.html",
        # Whether their pages bring a phone along, asked for where one would be.
        "softphone": SimpleLazyObject(lambda: has_softphone(viewer)),
        "takes_calls": viewer.may(Verb.TAKE_CALLS),
        "phone_keys": KEYS,
        "is_emulated": settings.TELNYX_IS_EMULATED,
        "single_sign_on": settings.OIDC_NAME,
    }
