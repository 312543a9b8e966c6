"""Whatever Telnyx signs is read, or refused as unreadable, and always kept."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callcontrol.inbox import Delivery, store
from callcontrol.models import Event
from callcontrol.states import EventState
from provider import events

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ANY_TEXT = st.text(st.characters(codec=None), max_size=300)
ANY_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4)
    ),
    max_leaves=12,
)
FIELDS = sorted(
    {
        name.rstrip("_")
        for shape in events.EVENT_CLASSES.values()
        for name in shape.__dataclass_fields__
    }
)


@st.composite
def webhooks(draw):
    """Envelopes of known types in which any field may hold anything."""
    data = {
        "event_type": draw(st.sampled_from(sorted(events.EVENT_CLASSES)) | ANY_VALUE),
        "id": draw(ANY_TEXT | ANY_VALUE),
        "occurred_at": draw(st.just("2026-01-02T03:04:05Z") | ANY_VALUE),
        "payload": draw(
            st.dictionaries(st.sampled_from(FIELDS), ANY_VALUE) | ANY_VALUE
        ),
    }
    envelope = draw(st.sampled_from([{"data": data}, data]))
    return json.dumps(envelope).encode()


@given(webhooks() | st.binary(max_size=2000))
@settings(max_examples=100, deadline=None)
def test_reading_knows_one_exception_only(raw):
    try:
        event = events.parse(raw, received_at=NOW)
    except events.UnreadableEvent:
        return

    assert event.id
    assert event.command_id is None or isinstance(event.client_state, str)
    for name, field in type(event).__dataclass_fields__.items():
        if field.type is str:
            assert "\0" not in getattr(event, name)


@pytest.mark.django_db
@given(raws=st.lists(webhooks() | st.binary(max_size=500), min_size=1, max_size=8))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_everything_signed_is_kept_and_a_healthy_one_beside_it_is_ready(raws):
    Event.objects.all().delete()
    healthy = {"event_type": "call.hangup", "id": "healthy", "payload": {}}
    raws = [*raws, json.dumps({"data": healthy}).encode()]

    ready = store(
        [
            Delivery(raw=raw, signature="s", signed_at="1", received_at=NOW)
            for raw in raws
        ]
    )

    kept = {bytes(row.raw) for row in Event.objects.all()}
    states = set(Event.objects.values_list("state", flat=True))
    assert kept <= set(raws)
    assert raws[-1] in kept
    assert states <= {EventState.RECEIVED, EventState.DEAD}
    assert "healthy" in {one.event_id for one in ready}
