"""What becomes of ringing somebody, and whose doing it is when nobody answers."""

from datetime import UTC, datetime, timedelta

import pytest

from calls.states import DialFacts, dial_outcome, why_unanswered

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(seconds):
    return START + timedelta(seconds=seconds)


def rung(**facts):
    moments = {
        name: at(value) if name.endswith("_at") else value
        for name, value in facts.items()
    }
    return DialFacts(has_leg=True, **moments)


@pytest.mark.parametrize(
    ("cause", "sip_code", "expected"),
    [
        ("user_busy", "486", "declined"),
        ("call_rejected", "603", "declined"),
        ("normal_clearing", "600", "declined"),
        ("timeout", "408", "no_answer"),
        ("originator_cancel", "487", "no_answer"),
        ("not_found", "404", "unreachable"),
        ("normal_clearing", "410", "unreachable"),
        # Nobody has registered the telephone; Telnyx calls it a normal end all the same.
        ("normal_clearing", "480", "unreachable"),
        ("user_busy", "480", "unreachable"),
        # Forbidden, the server's trouble, and Telnyx's own codes: nobody's fault.
        ("call_rejected", "403", "failed"),
        ("normal_clearing", "500", "failed"),
        ("normal_clearing", "503", "failed"),
        ("timeout", "504", "failed"),
        ("call_rejected", "D41", "failed"),
        ("call_rejected", "607", "failed"),
        # Without a code of failure, the cause has the word.
        ("call_rejected", "", "declined"),
        ("user_busy", "unspecified", "declined"),
        ("no_answer", "", "no_answer"),
        ("timeout", "unspecified", "no_answer"),
        ("originator_cancel", "", "no_answer"),
        ("normal_clearing", "200", "no_answer"),
        ("not_found", "", "unreachable"),
        ("unspecified", "", "failed"),
        ("", "", "failed"),
        ("something_new", "unspecified", "failed"),
    ],
)
def test_why_nobody_answered(cause, sip_code, expected):
    assert why_unanswered(cause, sip_code) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (DialFacts(), ("dialling", None)),
        (rung(), ("ringing", None)),
        (rung(leg_answered_at=3), ("answered", None)),
        (rung(leg_answered_at=3, leg_ended_at=9), ("ended", at(9))),
        (rung(leg_ended_at=9, sip_hangup_cause="480"), ("unreachable", at(9))),
        (rung(leg_ended_at=9, hangup_cause="timeout"), ("no_answer", at(9))),
        (DialFacts(refused_at=at(1)), ("failed", at(1))),
        (DialFacts(withdrawn_at=at(2)), ("withdrawn", at(2))),
    ],
)
def test_dial_follows_from_its_facts(facts, expected):
    assert dial_outcome(facts) == expected


def test_leg_outweighs_the_word_that_there_is_none():
    assert dial_outcome(rung(refused_at=1)) == ("ringing", None)
    answered = rung(refused_at=1, leg_answered_at=3)
    assert dial_outcome(answered) == ("answered", None)
    ended = rung(refused_at=1, leg_ended_at=3, hangup_cause="user_busy")
    assert dial_outcome(ended) == ("declined", at(3))


def test_what_ended_it_first_decides():
    cancelled = rung(withdrawn_at=5, leg_ended_at=6, hangup_cause="originator_cancel")
    assert dial_outcome(cancelled) == ("withdrawn", at(5))
    declined = rung(withdrawn_at=7, leg_ended_at=6, hangup_cause="call_rejected")
    assert dial_outcome(declined) == ("declined", at(6))
    refused = DialFacts(refused_at=at(1), withdrawn_at=at(2))
    assert dial_outcome(refused) == ("failed", at(1))


def test_what_we_asked_for_came_before_what_bears_a_stamp_of_a_tick_less():
    cancelled = rung(withdrawn_at=5, leg_ended_at=4.96, hangup_cause="call_rejected")
    assert dial_outcome(cancelled) == ("withdrawn", at(5))
    declined = rung(withdrawn_at=5, leg_ended_at=4.94, hangup_cause="call_rejected")
    assert dial_outcome(declined) == ("declined", at(4.94))


def test_answer_outweighs_all_but_an_earlier_withdrawal():
    assert dial_outcome(rung(leg_answered_at=3, withdrawn_at=5)) == ("answered", None)
    assert dial_outcome(rung(leg_answered_at=5, withdrawn_at=3)) == ("withdrawn", at(3))
