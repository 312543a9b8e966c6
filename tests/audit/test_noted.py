"""Nothing that people set changes without a row that says so: no form can forget."""

import pytest
from django import forms
from django.apps import apps
from django.test import Client

from accounts.audited import ROLE, TEAM
from accounts.viewers import Viewer
from agents.audited import PRESENCE_RULES, REASON, SKILL
from audit.models import AuditRow
from hours.audited import SCHEDULE, SITE
from outcomes.audited import OUTCOME
from outcomes.forms import OutcomeForm
from people.audited import PERSON
from people.forms import (
    ReasonForm,
    RoleForm,
    ScheduleForm,
    SiteForm,
    SkillForm,
    TeamForm,
)
from people.forms.presence import PresenceForm
from provisioning.audited import APPLICATION
from provisioning.forms import ApplicationForm
from queues.audited import QUEUE
from queues.forms import QueueForm
from queues.models import Queue
from tests.support.unnoted import FACTS, SETTINGS

# Forms by which people set something, and what the audit reads of it. One that is in
# no list is found by the test below.
FORMS = {
    QueueForm: QUEUE,
    TeamForm: TEAM,
    ReasonForm: REASON,
    RoleForm: ROLE,
    SkillForm: SKILL,
    PresenceForm: PRESENCE_RULES,
    OutcomeForm: OUTCOME,
    ScheduleForm: SCHEDULE,
    SiteForm: SITE,
}
# What else these are made with.
MADE_WITH = {
    QueueForm: {"viewer": Viewer(everywhere=True)},
    OutcomeForm: {"queue": Queue(pk=1)},
}
KINDS = (*FORMS.values(), APPLICATION, PERSON)


def every_form(kind=forms.ModelForm):
    for form in kind.__subclasses__():
        yield form
        yield from every_form(form)


def test_every_table_is_of_settings_or_of_facts():
    """A new one is decided about here: its changes are noted, or it is none of these."""
    tables = {
        model._meta.db_table for model in apps.get_models(include_auto_created=True)
    }
    assert (tables - SETTINGS - FACTS, SETTINGS & FACTS) == (set(), set())
    assert (SETTINGS | FACTS) - tables == set()


def test_every_form_of_a_table_is_noted():
    ours = {
        form
        for form in every_form()
        if form._meta.model is not None
        and form._meta.model._meta.db_table in SETTINGS
        and form.__module__.split(".")[0] not in ("django", "allauth", "tests")
        and ".admin" not in form.__module__
    }
    assert ours == set(FORMS)


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_field_of_a_form_is_read_for_the_audit(form):
    subject = FORMS[form]
    row = subject.model()
    row.pk = 1
    shown = form(**MADE_WITH.get(form, {}))
    assert set(shown.fields) <= set(subject.values(row))


@pytest.mark.django_db
def test_every_field_of_an_application_is_read_for_the_audit():
    row = APPLICATION.model(pk=1)
    assert set(ApplicationForm().fields) <= set(APPLICATION.values(row))


@pytest.mark.django_db
@pytest.mark.parametrize("subject", KINDS, ids=lambda subject: subject.kind)
def test_everything_that_is_read_has_words(subject):
    row = subject.model()
    row.pk = 1
    assert set(subject.values(row)) <= set(subject.labels)


@pytest.mark.parametrize("is_noted", [True, False])
def test_request_that_changes_a_setting_unnoted_is_caught(
    cast, unnoted, monkeypatch, is_noted
):
    client = Client()
    client.force_login(cast.adam)
    if not is_noted:
        monkeypatch.setattr("audit.actions.note", lambda *args, **kwargs: None)
    client.post("/settings/teams/new/", {"name": "Nights"})
    assert unnoted.unnoted == ([] if is_noted else ["accounts_team"])
    unnoted.unnoted.clear()
    assert AuditRow.objects.filter(kind="team").exists() is is_noted
