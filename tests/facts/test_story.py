"""The story itself: it uses every app, and a retelling is what really happened."""

from tests.facts.orders import order_of_occurrence

USED = {
    "Agent",
    "AgentStateChange",
    "Call",
    "Conference",
    "Event",
    "Leg",
    "Note",
    "Offer",
    "Participant",
    "QueueEntry",
    "Recording",
    "Supervision",
}


def test_story_uses_every_app(truth):
    kinds = {label.split()[0] for label in truth.outcome.rows}
    assert kinds >= USED
    assert 25 <= len(truth.retelling.record.webhooks) <= 50
    rows = truth.outcome.rows
    assert rows["Recording Call carl"]["state"] == "ready"
    assert rows["Conference Call carl"]["state"] == "ended"
    assert rows["Agent User ana"]["state"] == "wrap_up"
    assert rows["Agent User ben"]["state"] == "available"
    roles = [name for name in rows if name.startswith("Supervision")]
    assert roles == [
        f"Supervision User sofia {role}" for role in ("monitor", "whisper", "barge")
    ]
    assert all(rows[name]["state"] == "ended" for name in roles)


def test_same_order_ends_the_same(judge_of):
    judge = judge_of()

    judge.expect_same([order_of_occurrence(judge.retelling.record)])
