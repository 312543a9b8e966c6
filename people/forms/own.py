"""What people say of their own account."""

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm

from ui.forms import PlainForm

MISMATCH = "These are two different passwords."
GUESSES = (
    "At least eight characters, not only digits, and nothing that is easy to guess."
)


class ChoosePasswordForm(PlainForm, SetPasswordForm):  # type: ignore[type-arg]
    """Twice the same password, which is no one of those that are guessed first."""

    error_messages = {"password_mismatch": MISMATCH}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, again = self.fields["new_password1"], self.fields["new_password2"]
        first.label, again.label = "New password", "The same again"
        first.help_text, again.help_text = GUESSES, ""


class ForgottenForm(PlainForm, forms.Form):
    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": "Write an address such as ana@example.org."},
    )
