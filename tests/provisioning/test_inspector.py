"""The webhook inspector: what came in, what became of it, and once more."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from callcontrol import applier
from callcontrol.inbox import Delivery, store
from callcontrol.models import Event
from callcontrol.states import EventSource, EventState
from calls.models import Call
from provider.errors import UnreadableEvent
from tests.provisioning.pages import text
from tests.support.signing import OTHER_KEY, TELNYX_KEY, body_of, headers_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("telnyx_key"),
]


@pytest.fixture(autouse=True)
def submitted(monkeypatch):
    """What a replay hands to the applier's threads; here it is drained by hand."""
    submitted = []
    monkeypatch.setattr(applier, "submit", submitted.extend)
    return submitted


def received(raw, *, key=TELNYX_KEY, at=None, **changes):
    headers = headers_of(raw, key=key, at=at)
    store(
        [
            Delivery(
                raw=raw,
                signature=headers["telnyx-signature-ed25519"],
                signed_at=headers["telnyx-timestamp"],
                received_at=timezone.now(),
                **changes,
            )
        ]
    )
    return Event.objects.latest("pk")


def drained():
    return applier.drain(now=timezone.now() + timedelta(minutes=1))


def replay(admin, event):
    answer = admin.post(
        reverse("provisioning:replay", args=[event.pk]), headers={"HX-Request": "true"}
    )
    event.refresh_from_db()
    return answer


def listed(admin, **query):
    answer = admin.get(reverse("provisioning:events"), query)
    assert answer.status_code == 200
    return [event.event_id for event in answer.context["events"]]


def test_an_empty_inspector_says_so(admin):
    assert "No webhook has come in" in text(admin.get(reverse("provisioning:events")))


def test_the_newest_come_first_and_are_paged(admin, monkeypatch):
    monkeypatch.setattr("provisioning.views.events.PAGE_SIZE", 2)
    events = [received(body_of(id=f"e{number}")) for number in range(5)]

    assert listed(admin) == ["e4", "e3"]
    assert listed(admin, before=events[3].pk) == ["e2", "e1"]
    assert listed(admin, before=events[1].pk) == ["e0"]
    assert f"before={events[3].pk}" in text(admin.get(reverse("provisioning:events")))


def test_they_are_filtered_by_type_outcome_and_subject(admin, applied):
    received(body_of("call.initiated", id="e1"))
    received(body_of("call.hangup", id="e2", payload={"call_control_id": "v3:b"}))
    received(b"{")
    drained()

    assert listed(admin, event_type="call.hangup") == ["e2"]
    assert listed(admin, state="applied") == ["e2", "e1"]
    assert len(listed(admin, state="dead")) == 1
    assert listed(admin, about="v3:b") == ["e2"]
    assert listed(admin, about="22222222-0000-0000-0000-000000000001") == ["e2", "e1"]
    assert len(listed(admin, state="nonsense", before="x")) == 3
    assert listed(admin, about="nobody") == []


@pytest.mark.parametrize(
    ("took", "shown"), [(None, "\N{EN DASH}"), (0.004, "< 0.1 ms"), (2.26, "2.3 ms")]
)
def test_handling_never_takes_no_time(admin, took, shown):
    event = received(body_of())
    Event.objects.update(handling_ms=took)

    assert f">{shown}" in text(admin.get(reverse("provisioning:events")))
    answer = admin.get(reverse("provisioning:event", args=[event.pk]))
    assert f"<dt>Took</dt><dd>{shown}" in text(answer)


def test_a_body_escapes_everything(admin):
    event = received(body_of(payload={"from": "<script>alert(1)</script>"}))

    answer = admin.get(reverse("provisioning:event", args=[event.pk]))

    assert b"<script>alert" not in answer.content
    assert "<script>alert(1)</script>" in text(answer)


@pytest.mark.parametrize("raw", [b"\xff\x00<b>", b"[" * 50_000 + b"]" * 50_000, b""])
def test_a_body_of_any_bytes_is_shown(admin, raw):
    event = received(raw)

    answer = admin.get(reverse("provisioning:event", args=[event.pk]))

    assert answer.status_code == 200
    assert "Why it was given up" in text(answer)


def test_the_bytes_are_shown_as_they_were_signed(admin):
    raw = b'{ "data":{"id" : "e1", "name":"\xc3\xa9" }}'
    event = received(raw)

    shown = text(admin.get(reverse("provisioning:event", args=[event.pk])))

    assert '{ "data":{"id" : "e1", "name":"\\xc3\\xa9" }}</pre>' in shown
    assert '  "data": {\n    "id": "e1"' in shown
    assert event.signature in shown
    assert f"signed with “{event.signed_at}|” before them" in shown


def test_the_list_says_why_a_letter_is_dead_and_names_its_call(admin, applied):
    call = Call.objects.create(
        from_number="+15550100001",
        to_number="+15550100099",
        call_session_id="22222222-0000-0000-0000-000000000001",
        started_at=timezone.now(),
    )
    received(body_of(id="e1"))
    Event.objects.update(
        state=EventState.DEAD, error="Traceback …\nZeroDivisionError: no <lane>\n"
    )

    shown = text(admin.get(reverse("provisioning:events")))

    assert ">ZeroDivisionError: no <lane></td>" in shown
    assert "Traceback" not in shown
    link = f'href="{reverse("calls:detail", args=[call.pk])}"><bdi class="cc-outside"'
    assert f'{link} title="+1 555 010 0001">' in shown


def test_many_webhooks_cost_no_more_queries(admin, django_assert_max_num_queries):
    for number in range(30):
        received(body_of(id=f"e{number}", payload={"call_control_id": f"v3:{number}"}))

    with django_assert_max_num_queries(10):
        admin.get(reverse("provisioning:events"))


def test_a_dead_letter_is_applied_once_its_cause_is_gone(admin, applied, submitted):
    event = received(body_of(id="e1"))
    Event.objects.update(state=EventState.DEAD, attempts=5, error="no")

    answer = replay(admin, event)
    assert answer.status_code == 302
    assert [one.event_id for one in submitted] == ["e1"]
    assert (event.attempts, event.error) == (0, "")
    drained()

    event.refresh_from_db()
    assert (event.state, event.source) == (EventState.APPLIED, EventSource.REPLAY)
    assert applied.ids == ["e1"]


def test_a_quarantined_webhook_is_applied_when_an_admin_says_so(admin, applied):
    long_ago = timezone.now().timestamp() - 3600
    event = received(body_of(id="e1"), at=long_ago, is_stale=True)

    replay(admin, event)
    drained()

    event.refresh_from_db()
    assert event.state == EventState.APPLIED


def test_what_no_key_fits_is_not_replayed(admin, applied):
    event = received(body_of(id="e1"), key=OTHER_KEY)
    drained()

    answer = replay(admin, event)

    assert answer.status_code == 409
    assert "does not fit any present public key" in text(answer)
    assert applied.ids == ["e1"]


def test_what_is_waiting_is_not_replayed(admin):
    event = received(body_of(id="e1"))

    assert "is being applied right now" in text(replay(admin, event))


def test_what_still_cannot_be_read_stays_a_dead_letter(admin):
    event = received(b"{")

    answer = replay(admin, event)

    assert "still cannot be read" in text(answer)
    assert event.state == EventState.DEAD


def test_what_can_be_read_by_now_is_stored_under_its_own_id(
    admin, monkeypatch, submitted
):
    raw = body_of(id="e1")
    with monkeypatch.context() as context:
        context.setattr("callcontrol.inbox.events.parse", refuse)
        event = received(raw)
    assert event.event_type == "unreadable"

    replay(admin, event)

    assert [one.event_id for one in submitted] == ["e1"]
    assert Event.objects.get(event_id="e1").source == EventSource.REPLAY


def refuse(raw, **_):
    raise UnreadableEvent("An older release cannot read it.")


def test_the_call_of_a_webhook_is_linked(admin, applied):
    event = received(body_of(id="e1"))

    answer = admin.get(reverse("provisioning:event", args=[event.pk]))

    assert "same call" in text(answer)


def test_what_we_found_out_ourselves_is_marked_and_replayed(admin, applied):
    store(
        [
            Delivery(
                raw=body_of(id="e1"),
                signature="",
                signed_at="",
                received_at=timezone.now(),
                source=EventSource.RECONCILE,
            )
        ]
    )
    drained()
    event = Event.objects.get()

    assert "Found by us" in text(admin.get(reverse("provisioning:events")))
    assert replay(admin, event).status_code == 302
    assert drained() == 1
