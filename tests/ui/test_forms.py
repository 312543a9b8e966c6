"""Whatever is written into whatever form: one sentence of ours beside its field."""

import importlib
from collections.abc import Callable

import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model

from accounts.roles import Role
from agents.admin import PlainModelForm
from agents.forms import ManyForm, StateForm
from agents.models import Agent, NotReadyReason, Phone
from calls.forms import HistoryForm, KeypadForm
from conferences.forms import AddForm, RoleForm
from flows.forms import ChoiceForm, FlowForm, TryForm
from flows.models import Flow
from outcomes.forms import ChoiceForm as OutcomeChoiceForm
from outcomes.forms import NotesForm, OutcomeForm
from people.forms import (
    ChoosePasswordForm,
    ForgottenForm,
    ImportForm,
    KeysForm,
    PeopleFilterForm,
    PersonForm,
    PresenceForm,
    ReasonForm,
    ScheduleForm,
    SiteForm,
    SkillForm,
    TeamForm,
)
from people.forms import RoleForm as RoleOfPeopleForm
from provisioning.forms import ApplicationForm, EventFilterForm, PointForm
from queues.forms import (
    AssignForm,
    DestinationForm,
    MoveForm,
    NeedForm,
    OverflowForm,
    QueueForm,
    RouteForm,
)
from queues.models import Queue, QueueEntry
from queues.overflow import Reason
from recordings.forms import FilterForm
from tests.factories import make_agent, make_queue, viewer_as
from transfers.forms import AskForm, NumberForm
from ui.forms import PlainForm

pytestmark = pytest.mark.django_db

# How to make each form with what was posted to it.
FORMS: dict[type[forms.BaseForm], Callable[[dict[str, object]], forms.BaseForm]] = {
    StateForm: StateForm,
    KeysForm: lambda data: KeysForm(data, own={}),
    OutcomeForm: lambda data: OutcomeForm(data, queue=Queue(pk=1)),
    NotesForm: NotesForm,
    OutcomeChoiceForm: lambda data: OutcomeChoiceForm(data, leaves=[]),
    ManyForm: lambda data: ManyForm(data, agents=Agent.objects.all()),
    HistoryForm: lambda data: HistoryForm(data, queue_names=["Billing"]),
    RoleForm: RoleForm,
    RoleOfPeopleForm: RoleOfPeopleForm,
    AddForm: AddForm,
    KeypadForm: KeypadForm,
    AskForm: AskForm,
    NumberForm: NumberForm,
    ApplicationForm: ApplicationForm,
    PointForm: PointForm,
    EventFilterForm: EventFilterForm,
    QueueForm: lambda data: QueueForm(data, viewer=viewer_as(Role.ADMIN)),
    AssignForm: lambda data: AssignForm(
        data, queue=Queue.objects.first() or make_queue()
    ),
    RouteForm: RouteForm,
    NeedForm: NeedForm,
    PersonForm: PersonForm,
    PresenceForm: PresenceForm,
    PeopleFilterForm: PeopleFilterForm,
    TeamForm: TeamForm,
    ImportForm: ImportForm,
    ForgottenForm: ForgottenForm,
    ChoosePasswordForm: lambda data: ChoosePasswordForm(User(username="ana"), data),
    ReasonForm: ReasonForm,
    SkillForm: SkillForm,
    ScheduleForm: ScheduleForm,
    SiteForm: SiteForm,
    FlowForm: lambda data: FlowForm(
        {**data, "closed-kind": "words", "closed-text": "Bye."} if data else data,
        flow=Flow(),
    ),
    ChoiceForm: lambda data: ChoiceForm(
        {**data, "digit": data.get("digit", "1")} if data else data,
        queues=Queue.objects.all(),
    ),
    TryForm: TryForm,
    MoveForm: lambda data: MoveForm(
        data, entries=QueueEntry.objects.all(), queues=Queue.objects.all()
    ),
    DestinationForm: lambda data: DestinationForm(data, queues=Queue.objects.all()),
    OverflowForm: lambda data: OverflowForm(
        data, reason=Reason.FULL, queues=Queue.objects.all()
    ),
    FilterForm: lambda data: FilterForm(
        data, queue_names=["Billing"], agents=[(1, "Ana")]
    ),
}
APPS = (
    "agents",
    "calls",
    "conferences",
    "flows",
    "outcomes",
    "people",
    "provisioning",
    "queues",
    "recordings",
    "transfers",
)
NASTY = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "-1",
    "0",
    "1.5",
    "12e5",
    "abc",
    "9" * 19,
    "9" * 30,
    "9" * 5000,
    "W" * 5000,
    "\u200b",
    "<b>",
    "http://",
    "http://[",
    "javascript:alert(1)",
    "2026-13-45",
    "١٢٣",
    "客服",
)
LARGEST = 2**63 - 1


def forms_of(app: str) -> set[type[forms.BaseForm]]:
    module = importlib.import_module(f"{app}.forms")
    found = (value for value in vars(module).values() if isinstance(value, type))
    return {
        kind
        for kind in found
        if issubclass(kind, forms.BaseForm)
        and f"{kind.__module__}.".startswith(f"{module.__name__}.")
    }


def test_every_form_is_tried_here():
    assert set().union(*map(forms_of, APPS)) == set(FORMS)


@pytest.mark.parametrize("kind", FORMS, ids=lambda kind: kind.__name__)
def test_every_form_speaks_our_words_and_bounds_its_numbers(kind):
    assert issubclass(kind, PlainForm)
    for name, field in FORMS[kind]({}).fields.items():
        if isinstance(field, forms.IntegerField | forms.FloatField):
            bounds = (field.min_value, field.max_value)
            assert None not in bounds, name
            assert bounds[1] <= LARGEST, name


@pytest.mark.parametrize("kind", FORMS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("text", NASTY, ids=lambda text: ascii(text)[:12])
def test_whatever_is_written_is_taken_or_refused_in_one_sentence(kind, text):
    names = FORMS[kind]({}).fields
    form = FORMS[kind]({name: [text] if many(names[name]) else text for name in names})

    form.is_valid()

    for name, errors in form.errors.items():
        assert len(errors) == 1, (name, errors)
        assert errors[0].endswith("."), errors
        assert errors[0] not in django_sentences(form, name)
        # A browser sends no file again by itself.
        if not isinstance(names[name], forms.FileField):
            assert form[name].value() in (text, [text])


def many(field: forms.Field) -> bool:
    return isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)


def django_sentences(form: forms.BaseForm, name: str) -> set[str]:
    said = (
        getattr(kind, "default_error_messages", {})
        for kind in type(form.fields[name]).__mro__
    )
    return {str(text) for texts in said for text in texts.values()}


@pytest.mark.parametrize("model", [Agent, NotReadyReason, Phone])
def test_what_we_add_to_djangos_admin_speaks_so_too(model: type[Model]):
    assert admin.site._registry[model].form is PlainModelForm


def test_an_agents_name_is_refused_at_its_field_when_it_is_taken(cast):
    make_agent(cast.ana, name="Zoé")
    form_of = forms.modelform_factory(Agent, PlainModelForm, fields=("user", "name"))
    form = form_of({"user": cast.ben.pk, "name": "ZOE"})
    assert form.errors == {
        "name": ["Zoé exists already; case, width and accents make no difference."]
    }
