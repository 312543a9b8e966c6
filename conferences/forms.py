import re

from django import forms

from conferences.states import SupervisorRole

E164 = re.compile(r"\+[1-9]\d{6,14}")


class RoleForm(forms.Form):
    """A role is always said: without one Telnyx would open the supervisor's voice."""

    role = forms.ChoiceField(choices=SupervisorRole.choices)


class AddForm(forms.Form):
    to = forms.CharField(
        max_length=40,
        label="Number to call",
        widget=forms.TextInput(
            attrs={"type": "tel", "placeholder": "+15550100123", "autocomplete": "off"}
        ),
    )

    def clean_to(self) -> str:
        """Return the number as E.164; spaces, dots, dashes and brackets are dropped."""
        number = re.sub(r"[\s().\-/]", "", self.cleaned_data["to"])
        if number.startswith("00"):
            number = f"+{number[2:]}"
        if not E164.fullmatch(number):
            raise forms.ValidationError(
                "Write the number with + and the country, such as +15550100123."
            )
        return number
