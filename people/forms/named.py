"""What an admin says of teams, roles, reasons and skills."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Q
from django.forms.boundfield import BoundWidget
from typing_extensions import override

from accounts.models import Grant, RoleDefinition, Team
from accounts.roles import MEANING, Verb
from agents.models import NotReadyReason, Skill
from text.plain import plain
from ui.forms import ManyField, PlainForm

if TYPE_CHECKING:
    TeamModelForm = forms.ModelForm[Team]
    ReasonModelForm = forms.ModelForm[NotReadyReason]
    SkillModelForm = forms.ModelForm[Skill]
    RoleModelForm = forms.ModelForm[RoleDefinition]
else:
    TeamModelForm = RoleModelForm = forms.ModelForm
    ReasonModelForm = SkillModelForm = forms.ModelForm


class PersonChoices(ManyField):
    """People by their names."""

    @override
    def label_from_instance(self, obj: Any) -> str:
        return plain(obj.get_full_name() or obj.username)


class TeamForm(PlainForm, TeamModelForm):
    members = PersonChoices(
        User.objects.none(),
        required=False,
        label="Members",
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Team
        fields = ("name", "members")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["members"]
        assert isinstance(field, PersonChoices)  # noqa: S101 - for the type checker
        # Who was switched off stays where they were, and is added nowhere.
        choices = Q(is_active=True)
        if self.instance.pk:
            choices |= Q(teams=self.instance)
        found = User.objects.filter(choices).distinct()
        field.queryset = found.order_by("first_name", "last_name", "username")


class ReasonForm(PlainForm, ReasonModelForm):
    class Meta:
        model = NotReadyReason
        fields = ("name", "position", "icon", "counts_as_work", "is_offered")
        help_texts = {
            "position": "The smallest number is first.",
            "counts_as_work": "Such as training: time that is paid though nobody calls.",
            "is_offered": "What was logged with it stays as it is.",
        }
        widgets = {"icon": forms.Select({"class": "form-select"})}


class SkillForm(PlainForm, SkillModelForm):
    class Meta:
        model = Skill
        fields = ("name",)


class RoleForm(PlainForm, RoleModelForm):
    verbs = forms.MultipleChoiceField(
        label="Who has it may",
        choices=Verb.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )

    class Meta:
        model = RoleDefinition
        fields = ("name", "verbs")

    @property
    def holders(self) -> int:
        """How many people have the role."""
        role = self.instance.pk
        return Grant.objects.filter(role=role).count() if role else 0

    @property
    def lines(self) -> list[tuple[BoundWidget, str]]:
        """The box of each verb, with what it means."""
        return [
            (box, MEANING[verb]) for box, verb in zip(self["verbs"], Verb, strict=True)
        ]
