"""What Telnyx says becomes one plain sentence, and its own words a line of details."""

import pytest
from django.urls import reverse

from callcontrol.models import Command
from callcontrol.states import CommandState
from provider.errors import NotSent, RateLimited, Unclear, rejection
from provisioning import words
from provisioning.models import CallControlApplication
from tests.provisioning.pages import text

PLAIN = [
    ("90033", 422, "Telnyx could not carry it out as things are."),
    ("90037", 422, "Nobody waits in that queue."),
    ("90038", 422, "The caller is in this queue already."),
    ("90043", 422, "A leg that listens in takes no such command."),
    ("90050", 400, "The queue is not empty."),
    ("10011", 422, "Calls to the telephone network cannot be encrypted."),
    ("12345", 422, "Telnyx refused it."),
    ("12345", 403, "The API key is not allowed to do that."),
]


@pytest.mark.parametrize(("code", "status", "sentence"), PLAIN)
def test_a_refusal_is_said_plainly_with_the_rest_below(code, status, sentence):
    error = rejection(status, code, "Its title", "Its text.")

    refusal = words.refusal(error)

    assert refusal.sentence == sentence
    assert refusal.details == f"{code} Its title Its text."


def test_what_is_said_twice_is_shown_once():
    assert words.said(rejection(422, "1", "Same.", "Same.")) == "1 Same."


@pytest.mark.parametrize(
    "error",
    [
        RateLimited(1, "10011", "Too many requests", "Slow down."),
        Unclear("500", 500, "10007", "Internal server error", "Slow down."),
    ],
)
def test_trouble_of_telnyx_keeps_its_words_too(error):
    assert words.said(error) == f"{error.code} {error.title} Slow down."


@pytest.mark.parametrize(
    "error", [RateLimited(1), NotSent("refused"), Unclear("no answer")]
)
def test_without_an_answer_there_are_no_words_of_telnyx(error):
    assert words.said(error) == ""
    assert words.trouble(error).count("..") == 0


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (Unclear("503", 503), "Telnyx has trouble of its own. Try again in a moment."),
        (Unclear("slow"), "Telnyx did not answer in time. Try again in a moment."),
        (RateLimited(1), "Too many requests at once; try again in a moment."),
        (rejection(401, "10009", "", ""), "Telnyx did not accept the API key."),
    ],
)
def test_a_question_without_an_answer_has_done_nothing(error, sentence):
    assert words.unread(error) == sentence


@pytest.mark.django_db
@pytest.mark.parametrize("is_htmx", [True, False])
def test_what_telnyx_said_is_folded_below_the_reason(provider, admin, record, is_htmx):
    CallControlApplication.objects.update(name="Renamed here")
    fault = {"kind": "status", "operation": "*", "status": 422, "code": "10015"}
    provider.fail(fault)
    url = reverse("provisioning:restore", args=[record.pk])

    if is_htmx:
        shown = text(admin.post(url, headers={"HX-Request": "true"}))
        assert "Telnyx did not accept one of the values.</output><details>" in shown
    else:
        home = "http://testserver" + reverse("provisioning:home")
        shown = text(admin.post(url, headers={"referer": home}, follow=True))
        assert "Telnyx did not accept one of the values.<details>" in shown

    assert "<summary>What Telnyx said</summary><code>10015 " in shown


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fault", "state", "status"),
    [
        ({"kind": "status", "status": 503}, CommandState.UNKNOWN, 503),
        ({"kind": "status", "status": 429}, CommandState.FAILED, 429),
        ({"kind": "timeout_before"}, CommandState.UNKNOWN, None),
    ],
)
def test_a_direct_command_keeps_what_went_wrong(
    provider, admin, record, fault, state, status
):
    provider.fail({"operation": "*", **fault})

    admin.post(reverse("provisioning:restore", args=[record.pk]))

    command = Command.objects.get()
    assert (command.state, command.http_status) == (state, status)
    assert command.error_detail
