from typing import TYPE_CHECKING

from django import forms

from agents.models import PresenceRules
from ui.forms import PlainForm

if TYPE_CHECKING:
    PresenceModelForm = forms.ModelForm[PresenceRules]
else:
    PresenceModelForm = forms.ModelForm


class PresenceForm(PlainForm, PresenceModelForm):
    """How long somebody may be gone, in seconds."""

    class Meta:
        model = PresenceRules
        fields = ("gone_after_secs", "offline_after_secs")
        help_texts = {
            "gone_after_secs": "Seconds without a sign of their screen: no more offers.",
            "offline_after_secs": "Seconds after that; who is back before is as before.",
        }
