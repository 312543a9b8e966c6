"""The form of one thing with a name: shown, refused beside its fields, or saved."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from live.refusals import Refused


def answer_form(
    request: HttpRequest,
    form: forms.BaseForm,
    *,
    template: str,
    save: Callable[[], None],
    saved: Callable[[], HttpResponse],
    **shown: Any,
) -> HttpResponse:
    """Answer with `saved` after `save`, else with the form: with 422 when it is refused."""
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except Refused as refusal:
            form.add_error("name", refusal.sentence)
        else:
            return saved()
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, **shown}, status=status)
