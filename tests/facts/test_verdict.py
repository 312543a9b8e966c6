"""What is compared is seen: a changed column, a row, a command; and what may differ is
not held against an order."""

from datetime import timedelta

import pytest

from tests.facts.lapse import moment
from tests.facts.rows import differences


def changed(rows, label, **columns):
    return {**rows, label: {**rows[label], **columns}}


# The judge is found by name, which does not tell pytest that a database is needed.
pytestmark = pytest.mark.django_db(transaction=True)

ENDS_OF_A_STAY = ("conference.participant.left", "call.hangup")


def test_changed_column_is_a_line(truth):
    rows = truth.outcome.rows
    left_at = rows["Participant Ana"]["left_at"]
    late = changed(rows, "Participant Ana", left_at=left_at + timedelta(seconds=2))

    [line] = differences(rows, late)

    assert line.startswith("Participant Ana: left_at ")
    [told] = truth.in_real_time([line])
    names = truth.retelling.nicknames
    out = min(
        one.at
        for one in truth.retelling.record.webhooks
        if names.get(one.call_control_id) == "ana" and one.type in ENDS_OF_A_STAY
    )
    assert told.endswith(f" != {moment(out):%H:%M:%S.%f}")


def test_rows_too_many_and_missing_are_lines(truth):
    rows = dict(truth.outcome.rows)
    gone = rows.pop("Supervision User sofia whisper")
    rows["Participant nobody"] = gone

    lines = differences(truth.outcome.rows, rows)

    assert [line.partition(": ")[2][:12] for line in lines] == [
        "one too many",
        "missing; exp",
    ]


def test_tables_of_other_apps_are_compared_too(truth):
    tables = {label.split()[0] for label in truth.outcome.rows}
    assert {"User", "Grant", "Session", "Queue", "Phone", "Event"} <= tables


def without(truth, purpose):
    return [one for one in truth.outcome.commands if one["purpose"] != purpose]


def in_true_order(truth):
    webhooks = truth.retelling.record.webhooks
    return {one.id: number for number, one in enumerate(webhooks)}


@pytest.mark.parametrize("purpose", ["offer.bridge", "entry.answer", "recording.pause"])
def test_command_left_out_in_the_order_of_occurrence_is_missed(truth, purpose):
    lines = truth.rule.differences(without(truth, purpose), in_true_order(truth))

    assert [line for line in lines if "left out" in line] == lines
    assert len(lines) == 1


def test_command_is_needless_once_its_event_is_known(truth):
    applied = in_true_order(truth)
    answered = [
        one for one in truth.retelling.record.webhooks if one.type == "call.answered"
    ]
    applied[answered[0].id] = -1

    assert truth.rule.differences(without(truth, "entry.answer"), applied) == []


def test_command_given_twice_is_too_many(truth):
    twice = [*truth.outcome.commands, truth.outcome.commands[0]]

    [line] = truth.rule.differences(twice, in_true_order(truth))

    assert line.endswith("never given in the order of occurrence")


def test_command_that_ended_otherwise_is_a_line(truth):
    first, *others = truth.outcome.commands
    failed = {**first, "state": "failed"}

    [line] = truth.rule.differences([failed, *others], in_true_order(truth))

    assert line.endswith("state failed != confirmed")
