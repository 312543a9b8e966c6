from datetime import UTC, datetime, timedelta

import pytest

from callcontrol.kinds import KINDS
from callcontrol.retries import Attempt, decide
from callcontrol.states import CommandState
from provider.errors import (
    InvalidRequest,
    NotSent,
    RateLimited,
    RefusedByClient,
    Unclear,
)

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def attempt(kind="call.hangup", **changes):
    given = {
        "number": 1,
        "now": NOW,
        "first_at": NOW,
        "not_after": NOW + timedelta(seconds=60),
        "was_unclear": False,
        "jitter": 0.0,
        **changes,
    }
    return Attempt(kind=KINDS[kind], **given)


def seconds_until(decision):
    return (decision.retry_at - NOW).total_seconds()


def refused(code):
    return InvalidRequest(422, code, "Title", "Detail")


def test_a_refusal_is_final_and_keeps_telnyxs_words():
    decision = decide(attempt("call.answer"), refused("90015"))

    assert decision.state == CommandState.FAILED
    assert (decision.http_status, decision.error_code) == (422, "90015")
    assert decision.error_detail == "Title Detail"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("call.hangup", "90018"),
        ("conference.join", "90044"),
        ("call.enqueue", "90038"),
        ("conference.end", "90019"),
    ],
)
def test_a_refusal_that_says_it_is_done_is_done(kind, code):
    assert decide(attempt(kind), refused(code)).state == CommandState.ACCEPTED


def test_the_same_refusal_of_another_kind_is_final():
    assert decide(attempt("call.bridge"), refused("90018")).state == CommandState.FAILED


def test_a_bridge_waits_for_the_answer_while_it_is_in_time():
    early = decide(attempt("call.bridge"), refused("90034"))
    late = decide(
        attempt("call.bridge", not_after=NOW + timedelta(seconds=0.2)), refused("90034")
    )

    assert (early.state, seconds_until(early)) == (CommandState.PENDING, 0.3)
    assert late.state == CommandState.FAILED


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, 0.5), (2, 1.0), (3, 2.0), (4, 4.0), (5, 8.0), (40, 8.0)],
)
def test_repetitions_back_off(number, expected):
    decision = decide(attempt(number=number), Unclear("no answer"))

    assert (decision.state, seconds_until(decision)) == (CommandState.PENDING, expected)
    assert decision.is_unclear


def test_jitter_adds_up_to_a_fifth():
    assert seconds_until(decide(attempt(jitter=1.0), NotSent("no"))) == pytest.approx(
        0.6
    )


@pytest.mark.parametrize("kind", ["conference.play", "conference.send_dtmf"])
def test_what_cannot_be_recognised_is_not_repeated_after_an_unclear_result(kind):
    decision = decide(attempt(kind), Unclear("no answer"))

    assert (decision.state, decision.retry_at) == (CommandState.UNKNOWN, None)


@pytest.mark.parametrize("kind", ["conference.play", "conference.send_dtmf"])
@pytest.mark.parametrize("error", [NotSent("refused"), RateLimited(1.0)])
def test_what_certainly_was_not_executed_is_repeated_whatever_it_is(kind, error):
    assert decide(attempt(kind), error).state == CommandState.PENDING


@pytest.mark.parametrize(
    "kind",
    ["conference.mute", "conference.unmute", "conference.hold", "conference.unhold"],
)
def test_what_sets_a_state_is_repeated_without_an_id(kind):
    assert decide(attempt(kind), Unclear("no answer")).state == CommandState.PENDING


def test_nothing_is_repeated_when_telnyx_may_have_forgotten_the_id():
    decision = decide(
        attempt(number=9, now=NOW + timedelta(seconds=45), first_at=NOW),
        Unclear("no answer"),
    )

    assert decision.state == CommandState.UNKNOWN


def test_what_was_never_executed_may_be_repeated_for_longer_than_that():
    decision = decide(
        attempt(number=9, now=NOW + timedelta(seconds=45), first_at=NOW), NotSent("no")
    )

    assert decision.state == CommandState.PENDING


def test_too_late_is_expired_when_it_certainly_did_not_happen():
    soon = NOW + timedelta(seconds=0.4)

    assert decide(attempt(not_after=soon), NotSent("no")).state == CommandState.EXPIRED
    assert (
        decide(attempt(not_after=soon), RateLimited(30)).state == CommandState.EXPIRED
    )


def test_too_late_is_unknown_when_it_may_have_happened():
    soon = NOW + timedelta(seconds=0.4)
    before = attempt(not_after=soon, was_unclear=True)

    assert decide(attempt(not_after=soon), Unclear("no")).state == CommandState.UNKNOWN
    assert decide(before, NotSent("no")).state == CommandState.UNKNOWN


def test_a_rate_limit_is_obeyed():
    decision = decide(attempt(), RateLimited(7.0, "90103"))

    assert (decision.state, seconds_until(decision)) == (CommandState.PENDING, 7.0)
    assert (decision.http_status, decision.error_code) == (429, "90103")
    assert not decision.is_unclear


def test_what_the_client_refuses_has_failed():
    decision = decide(attempt("conference.mute"), RefusedByClient("everybody"))

    assert (decision.state, decision.error_detail) == (CommandState.FAILED, "everybody")


def test_a_mistake_of_ours_is_not_repeated():
    assert decide(attempt(), TypeError("no such name")).state == CommandState.UNKNOWN
