"""How people sign in: what django-allauth leaves to the product.

It brings the flow itself: rate limits by address and account, the second factor, and
asking for the password again before what protects the account is changed.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest
from typing_extensions import override

# One sentence whatever was wrong: nobody learns which names there are.
WRONG = "This name and this password do not belong together. Mind capital letters."
TOO_MANY = "These were too many tries. Wait five minutes, or ask an admin for a link."


class Backend(AuthenticationBackend):
    """Finds one account by its name, else by its e-mail, and checks one password.

    The original checks for every way in which a name can be read: up to three times for
    an account that exists, which can be measured.
    """

    @override
    def _authenticate(
        self, request: HttpRequest | None, **credentials: Any
    ) -> User | None:
        name = credentials.get("username") or credentials.get("email") or ""
        user = (
            User.objects.filter(username__iexact=name).first()
            or User.objects.filter(email__iexact=name).first()
            if name
            else None
        )
        found: User | None = self._check_password(user, credentials["password"])
        return found


class Adapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "too_many_login_attempts": TOO_MANY,
    }

    @override
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by admins."""
        return False


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = "User name or e-mail"
        login.widget = forms.TextInput(
            {"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        )
        password.widget = forms.PasswordInput({"autocomplete": "current-password"})
        password.help_text = ""
