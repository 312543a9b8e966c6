"""Answers to commands, with htmx and without."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from live.answers import command_view, done, refused
from live.refusals import Refused


@pytest.fixture
def request_to(rf: RequestFactory):
    def make(method="post", *, htmx=False, referer="http://testserver/board/"):
        headers = {"referer": referer, **({"HX-Request": "true"} if htmx else {})}
        request = getattr(rf, method)("/x/", headers=headers)
        SessionMiddleware(lambda _: None).process_request(request)
        MessageMiddleware(lambda _: None).process_request(request)
        request.htmx = HtmxDetails(request)
        return request

    return make


def said(request) -> list[str]:
    return [str(message) for message in get_messages(request)]


def test_done_with_htmx_leaves_the_screen_to_the_socket(request_to):
    response = done(request_to(htmx=True))
    assert (response.status_code, response.content) == (204, b"")


def test_done_with_htmx_may_say_something(request_to):
    response = done(request_to(htmx=True), "Saved <b>.")
    assert response.status_code == 200
    assert "Saved &lt;b&gt;." in response.content.decode()


def test_done_without_htmx_goes_back_to_the_page(request_to):
    request = request_to()
    response = done(request, "Saved.")
    assert (response.status_code, response["Location"]) == (
        302,
        "http://testserver/board/",
    )
    assert said(request) == ["Saved."]


@pytest.mark.parametrize("referer", ["", "https://evil.example/", "//evil.example/"])
def test_back_never_leads_to_another_site(request_to, referer):
    assert done(request_to(referer=referer))["Location"] == "/"


def test_refused_with_htmx_says_why_where_it_was_clicked(request_to):
    response = refused(request_to(htmx=True), "Ben was faster.")
    assert response.status_code == 409
    assert "Ben was faster." in response.content.decode()


def test_refused_without_htmx_says_why_on_the_page(request_to):
    request = request_to()
    assert refused(request, "Ben was faster.", status=422).status_code == 302
    assert said(request) == ["Ben was faster."]


def test_command_view_takes_post_only(request_to):
    view = command_view(lambda request: done(request))
    assert view(request_to("get")).status_code == 405
    assert view(request_to(htmx=True)).status_code == 204


def test_command_view_puts_a_refusal_into_words(request_to):
    @command_view
    def view(request):
        raise Refused("Ben was faster.")

    response = view(request_to(htmx=True))
    assert response.status_code == 409
    assert "Ben was faster." in response.content.decode()


def test_command_view_says_what_is_not_allowed(request_to):
    @command_view
    def view(request):
        raise PermissionDenied("This is somebody else's.")

    response = view(request_to(htmx=True))
    assert response.status_code == 403
    assert "somebody else&#x27;s" in response.content.decode()
    with pytest.raises(PermissionDenied):
        view(request_to())
