"""An outcome of a queue, and what an agent says of a call."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from typing_extensions import override

from database.naming import UNSEEN, key_of
from outcomes.models import LONGEST_NOTES, Outcome
from outcomes.queries.tree import Leaf
from queues.models import Queue
from text.plain import plain
from ui.forms import PlainForm

if TYPE_CHECKING:
    OutcomeModelForm = forms.ModelForm[Outcome]
else:
    OutcomeModelForm = forms.ModelForm

TAKEN = "{name} exists here already; case, width and accents make no difference."
TWO_LEVELS = "It has others below it, so it cannot go below another one."
NOT_ONE = "Choose one of the outcomes of this queue."
LARGEST_KEY = 2**63 - 1
NO_REASON = "Say why: it is kept with the change."


class OutcomeForm(PlainForm, OutcomeModelForm):
    class Meta:
        model = Outcome
        fields = ("name", "parent", "position", "is_offered", "why")
        help_texts = {
            "parent": "Agents choose what is below; the group stands before it.",
            "position": "The smallest number is first.",
            "is_offered": "Calls that have it keep it.",
            "why": "Kept in the audit with the change.",
        }
        widgets = {"parent": forms.Select({"class": "form-select"})}
        error_messages = {"why": {"required": NO_REASON}}

    def __init__(self, *args: Any, queue: Queue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.queue = queue
        # The reason of the last change is none for this one.
        self.initial["why"] = ""
        field = self.fields["parent"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the types
        groups = Outcome.objects.filter(queue=queue, parent=None)
        field.queryset = groups.exclude(pk=self.instance.pk)
        field.empty_label = "No group"

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        parent = cleaned.get("parent")
        if parent and self.instance.pk and self.instance.children.exists():
            self.add_error("parent", TWO_LEVELS)
        trouble = self._name_trouble(str(cleaned.get("name", "")), parent)
        if trouble and "name" not in self.errors:
            self.add_error("name", trouble)
        self.instance.queue = self.queue
        return cleaned

    def _name_trouble(self, name: str, parent: Outcome | None) -> str:
        if not key_of(name):
            return UNSEEN
        beside = Outcome.objects.filter(queue=self.queue, parent=parent)
        others = beside.exclude(pk=self.instance.pk).filter(name_key=key_of(name))
        other = others.first()
        return TAKEN.format(name=plain(other.name)) if other else ""


class NotesForm(PlainForm, forms.Form):
    text = forms.CharField(required=False, max_length=LONGEST_NOTES, strip=False)

    def clean_text(self) -> str:
        # A form sends lines with the returns of a typewriter.
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class ChoiceForm(PlainForm, forms.Form):
    """One of the outcomes that agents may choose for a call."""

    outcome = forms.IntegerField(
        min_value=1,
        max_value=LARGEST_KEY,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), NOT_ONE),
    )

    def __init__(self, data: object, *, leaves: list[Leaf]) -> None:
        super().__init__(data)
        self.leaves = {leaf.pk: leaf for leaf in leaves}

    def clean_outcome(self) -> Leaf:
        leaf = self.leaves.get(self.cleaned_data["outcome"])
        if leaf is None:
            raise ValidationError(NOT_ONE)
        return leaf
