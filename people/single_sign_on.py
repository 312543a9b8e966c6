"""Single sign-on: what the organisation's own account says of a person.

django-allauth speaks OpenID Connect; here is decided who comes of it. The groups of the
account say the role and the teams, each time somebody signs in; who has no group with a
role is not let in.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from typing_extensions import override

from live import clock
from live.refusals import Refused
from people.actions.signing_on import Identity, welcome


class Adapter(DefaultSocialAccountAdapter):
    @override
    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find or make the person, with the role of their groups.

        Raises ImmediateHttpResponse with a page that says why they are not let in.
        """
        known = sociallogin.user if sociallogin.is_existing else None
        identity = identity_of(sociallogin.account.extra_data)
        try:
            user = welcome(identity, known=known, now=clock.now())
        except Refused as refused:
            raise ImmediateHttpResponse(sorry(request, str(refused), 403)) from refused
        if known is None:
            sociallogin.connect(request, user)

    @override
    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, **details: Any
    ) -> None:
        is_cancelled = error in (AuthError.CANCELLED, AuthError.DENIED)
        sentence, status = (CANCELLED, 200) if is_cancelled else (FAILED, 502)
        raise ImmediateHttpResponse(sorry(request, sentence, status))


FAILED = (
    "The sign-in service did not answer as it should. Try again, or use your password."
)
CANCELLED = "You did not sign in. Try again, or use your password."


def sorry(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    page = {"sentence": sentence}
    return render(request, "people/not_signed_on.html", page, status=status)


def identity_of(said: dict[str, Any]) -> Identity:
    """Read what the provider said: the ID token, and user info over it."""
    claims = {**said.get("id_token", {}), **said.get("userinfo", {})}
    groups = claims.get(settings.OIDC_GROUPS_CLAIM) or []
    is_verified = claims.get("email_verified") in (True, "true")
    return Identity(
        name=str(claims.get("name") or claims.get("preferred_username") or ""),
        email=str(claims.get("email") or "") if is_verified else "",
        groups=[groups] if isinstance(groups, str) else [str(one) for one in groups],
    )
