"""Who is an agent, with which phone; what agents do is not edited by hand."""

from django import forms
from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from typing_extensions import override

from agents import actions
from agents.models import Agent, NotReadyReason, Phone
from live import clock
from ui.forms import PlainForm


class PlainModelForm(PlainForm, forms.ModelForm):  # type: ignore[type-arg]
    """A form of Django's admin that speaks as ours do."""


@admin.register(Agent)
class AgentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = PlainModelForm
    fields = ("user", "name")
    list_display = ("name", "user", "state", "reason")

    @override
    def get_readonly_fields(
        self, request: HttpRequest, obj: Agent | None = None
    ) -> tuple[str, ...]:
        return ("user",) if obj else ()

    @override
    def save_model(
        self,
        request: HttpRequest,
        obj: Agent,
        form: ModelForm,  # type: ignore[type-arg]
        change: bool,
    ) -> None:
        if change:
            actions.rename_agent(obj.pk, obj.name)
        else:
            obj.pk = actions.add_agent(obj.user, obj.name, now=clock.now()).pk


@admin.register(Phone)
class PhoneAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = PlainModelForm
    list_display = ("user", "address")


@admin.register(NotReadyReason)
class NotReadyReasonAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = PlainModelForm
    list_display = ("name", "position")
