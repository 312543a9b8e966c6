"""What an admin says of a person, and whom a list of them shall show."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from typing_extensions import override

from accounts.models import Grant, RoleDefinition, Team
from accounts.queries import grant_of
from accounts.states import Reach, Role
from agents.models import Agent, Phone, Skill
from people.given import Given, Ringing, trouble_with
from people.queries import (
    PeopleFilter,
    PersonState,
    levels_of_user,
    open_queues,
    places_of_user,
    ringing_of,
)
from provider import phones
from provider.numbers import readable
from queues.models import Queue
from text.plain import plain
from ui.forms import ManyField, PlainForm

REACHES = [
    (Reach.SITE.value, "The whole site"),
    (Reach.OWN_QUEUES.value, "Their own queues"),
    (Reach.CHOSEN.value, "Chosen teams and queues"),
]
RING_SECS = Agent._meta.get_field("ring_secs")
LOWEST_PLACE = 9
NOT_IN_IT = ("", "not in it")
ORDINALS = ("1st", "2nd", "3rd", *(f"{number}th" for number in range(4, 10)))
LEVELS = [("", "none"), *((str(level), str(level)) for level in range(1, 6))]
PLACES = [NOT_IN_IT, *((str(n), word) for n, word in enumerate(ORDINALS, start=1))]


def _select() -> forms.Select:
    return forms.Select({"class": "form-select"})


class PersonForm(PlainForm, forms.Form):
    """Everything that there is to say of somebody; a field for each open queue."""

    name = forms.CharField(
        label="Name", max_length=80, widget=forms.TextInput({"autocomplete": "off"})
    )
    email = forms.EmailField(
        label="E-mail",
        max_length=150,
        help_text="Also what they sign in with.",
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={"invalid": "Write an address such as ana@example.org."},
    )
    role = forms.ModelChoiceField(
        RoleDefinition.objects.all(),
        label="Role",
        # A name in any case, as the rows of a file have it.
        to_field_name="name_key",
        initial=Role.AGENT.value,
        empty_label=None,
        widget=_select(),
    )
    reach = forms.ChoiceField(
        label="Their role is about",
        choices=REACHES,
        initial=Reach.OWN_QUEUES.value,
        widget=forms.RadioSelect,
        help_text="What they watch, hear and change; their own calls are theirs anyway.",
    )
    scope_teams = ManyField(
        Team.objects.all(),
        required=False,
        label="These teams",
        widget=forms.CheckboxSelectMultiple,
    )
    scope_queues = ManyField(
        Queue.objects.all(),
        required=False,
        label="These queues",
        widget=forms.CheckboxSelectMultiple,
    )
    phone = forms.CharField(
        label="Phone",
        required=False,
        max_length=phones.LONGEST,
        help_text=(
            "Without one, calls ring in their browser. Another phone is a number, or a "
            f"SIP address such as {phones.EXAMPLE}."
        ),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    ring_secs = forms.IntegerField(
        label="Rings for, seconds",
        required=False,
        min_value=RING_SECS.least,
        max_value=RING_SECS.most,
        help_text="For callers of a queue. Without a number as long as the queue says.",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    auto_answers = forms.BooleanField(
        label="Their phone answers by itself",
        required=False,
        help_text="Asked of it with each call, where the phone can do that.",
    )
    teams = ManyField(
        Team.objects.all(),
        required=False,
        label="Teams",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        self.user = user
        self.queues = {f"queue_{queue.pk}": queue for queue in open_queues()}
        self.skills = {f"skill_{skill.pk}": skill for skill in Skill.objects.all()}
        super().__init__(*args, **kwargs)
        # An account of before may have none, and is changed all the same.
        self.fields["email"].required = user is None or bool(user.email)
        for name, queue in self.queues.items():
            self.fields[name] = forms.ChoiceField(
                label=plain(queue.name),
                choices=PLACES,
                required=False,
                widget=_select(),
                error_messages={"invalid_choice": "Choose one of the list."},
            )
        for name, skill in self.skills.items():
            self.fields[name] = forms.ChoiceField(
                label=plain(skill.name),
                choices=LEVELS,
                required=False,
                widget=_select(),
                error_messages={"invalid_choice": "Choose one of the list."},
            )

    @property
    def about(self) -> list[forms.BoundField]:
        """The fields of the person, but `places` of queues and `levels` of skills."""
        others = {*self.queues, *self.skills}
        return [self[name] for name in self.fields if name not in others]

    @property
    def places(self) -> list[forms.BoundField]:
        return [self[name] for name in self.queues]

    @property
    def levels(self) -> list[forms.BoundField]:
        return [self[name] for name in self.skills]

    def clean_name(self) -> str:
        return plain(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        if not typed:
            return ""
        try:
            return phones.read(typed, settings.PHONE_COUNTRY)
        except phones.NotDiallable as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"name", "email", "role", "reach"} <= cleaned.keys():
            but = self.user.pk if self.user else 0
            for name, sentence in trouble_with(self.given(), but=but).items():
                self.add_error(name, sentence)
        return cleaned

    def given(self) -> Given:
        said: Mapping[str, Any] = self.cleaned_data
        chosen = {self.queues[name]: said.get(name) for name in self.queues}
        levels = {self.skills[name]: said.get(name) for name in self.skills}
        return Given(
            name=said["name"],
            email=said["email"],
            role=said["role"],
            reach=Reach(said["reach"]),
            scope_teams=list(said.get("scope_teams", ())),
            scope_queues=list(said.get("scope_queues", ())),
            teams=list(said.get("teams", ())),
            phone=said.get("phone", ""),
            ringing=Ringing(bool(said.get("auto_answers")), said.get("ring_secs")),
            places={queue: int(place) for queue, place in chosen.items() if place},
            skills={skill: int(level) for skill, level in levels.items() if level},
        )


def initial_of(user: User) -> dict[str, Any]:
    """Return what the form of somebody starts with."""
    phone = Phone.objects.filter(user=user).first()
    places = places_of_user(user)
    grant = grant_of(user)
    return {
        **(_initial_of_role(grant) if grant else {}),
        "name": user.get_full_name() or user.username,
        "email": user.email,
        "phone": readable(phone.address) if phone else "",
        "auto_answers": ringing_of(user).auto_answers,
        "ring_secs": ringing_of(user).ring_secs or "",
        "teams": list(user.teams.all()),
        **{f"queue_{pk}": str(place) for pk, place in places.items()},
        **{f"skill_{pk}": str(level) for pk, level in levels_of_user(user).items()},
    }


def _initial_of_role(grant: Grant) -> dict[str, Any]:
    return {
        "role": grant.role.name_key,
        "reach": grant.reach,
        "scope_teams": list(grant.teams.all()),
        "scope_queues": list(grant.queues.all()),
    }


class PeopleFilterForm(PlainForm, forms.Form):
    search = forms.CharField(
        label="Name or e-mail",
        required=False,
        max_length=200,
        widget=forms.TextInput({"type": "search"}),
    )
    role = forms.ModelChoiceField(
        RoleDefinition.objects.all(),
        label="Role",
        required=False,
        to_field_name="name_key",
        empty_label="Any role",
        widget=_select(),
    )
    team = forms.ModelChoiceField(
        Team.objects.all(),
        label="Team",
        required=False,
        empty_label="Any team",
        widget=_select(),
    )
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "Any state"), *PersonState.choices],
        widget=_select(),
    )

    def wanted(self) -> PeopleFilter:
        """Return the filter; what cannot be understood does not restrict."""
        self.full_clean()
        said = self.cleaned_data
        role, team = said.get("role"), said.get("team")
        return PeopleFilter(
            search=said.get("search", ""),
            role=role.pk if role else 0,
            team=team.pk if team else 0,
            state=said.get("state", ""),
        )
