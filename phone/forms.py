from django import forms

from agents.states import PhoneTrouble

READY = "ready"


class ReadinessForm(forms.Form):
    """What the page says of its telephone: that it could ring, or why it could not."""

    state = forms.ChoiceField(choices=[(READY, "Ready"), *PhoneTrouble.choices])

    @property
    def trouble(self) -> PhoneTrouble | None:
        state = self.cleaned_data["state"]
        return None if state == READY else PhoneTrouble(state)
