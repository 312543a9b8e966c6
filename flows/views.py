"""Flows: the list, the form with its picture, and a call that is only thought."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import account_in, viewer_in
from flows import access, actions, queries
from flows.forms import FlowForm, TryForm
from flows.graph import Node, Stop, walk
from flows.models import Flow
from live import clock
from live.answers import command_view
from live.refusals import Refused
from text.plain import plain


@require_safe
def flow_list(request: HttpRequest) -> HttpResponse:
    access.require_flows(viewer_in(request))
    return render(request, "flows/list.html", {"lines": queries.flow_lines()})


@require_http_methods(["GET", "HEAD", "POST"])
def add_flow(request: HttpRequest) -> HttpResponse:
    access.require_flows(viewer_in(request))
    return _edit(request, Flow())


@require_http_methods(["GET", "HEAD", "POST"])
def edit_flow(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, access.get_flow_for(viewer_in(request), pk))


@command_view
def delete_flow(request: HttpRequest, pk: int) -> HttpResponse:
    access.get_flow_for(viewer_in(request), pk)
    flow = actions.delete_flow(pk)
    messages.success(request, f"The flow {plain(flow.name)} was deleted.")
    return redirect("flows:list")


def _edit(request: HttpRequest, flow: Flow) -> HttpResponse:
    form = FlowForm(request.POST or None, flow=flow)
    if request.method == "POST" and form.is_valid():
        try:
            return _saved(request, form)
        except Refused as refusal:
            form.add_error("name", refusal.sentence)
    shown = {"form": form, "flow": flow, **_tried(request, flow)}
    status = 422 if form.is_bound else 200
    return render(request, "flows/edit.html", shown, status=status)


def _saved(request: HttpRequest, form: FlowForm) -> HttpResponse:
    if "publish" in request.POST:
        version = form.publish(by=account_in(request), now=clock.now())
        sentence = f"Callers who come from now on meet version {version.number}."
    else:
        form.store()
        sentence = "The draft is saved; no caller meets it before it is published."
    messages.success(request, sentence)
    return redirect("flows:edit", form.flow.pk)


def _tried(request: HttpRequest, flow: Flow) -> dict[str, Any]:
    """Return the picture of the draft, with the way of a call that is only thought."""
    if not flow.draft:
        return {}
    form = TryForm(request.GET if "digits" in request.GET else None)
    stops = _walk(flow, form) if form.is_bound and form.is_valid() else []
    passed = [stop.name for stop in stops]
    words = queries.NodeWords(flow.draft)
    told = [(*words(flow.draft[stop.name]), stop.way) for stop in stops]
    picture = queries.picture_of(flow.draft, passed)
    return {"picture": picture, "try_form": form, "stops": told}


def _walk(flow: Flow, form: TryForm) -> list[Stop]:
    said, now = form.cleaned_data["is_open"], clock.now()
    words = queries.NodeWords(flow.draft)

    def is_open(node: Node) -> bool:
        return said == "open" if said else words.is_open(node, now=now)

    return list(walk(flow.draft, form.cleaned_data["digits"], is_open=is_open))
