"""Who is an agent, with which phone; what agents do is not edited by hand."""

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from typing_extensions import override

from agents import actions
from agents.models import Agent, NotReadyReason, Phone


@admin.register(Agent)
class AgentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
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
            obj.pk = actions.add_agent(obj.user, obj.name, now=timezone.now()).pk


@admin.register(Phone)
class PhoneAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("user", "sip_address")


@admin.register(NotReadyReason)
class NotReadyReasonAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "position")
