"""What the client refuses by itself, and one round through the emulator's resources."""

import os

import pytest

from provider import client
from provider.client import TelnyxClient, telnyx
from provider.errors import InvalidRequest, NotFound, RefusedByClient, Rejected


@pytest.mark.parametrize("verb", ["mute", "unmute", "hold", "unhold"])
@pytest.mark.parametrize("ids", [[], [""], (), ["", "v3:a"], None])
def test_an_empty_list_would_reach_everybody(provider, verb, ids):
    command = getattr(provider.client.conferences, verb)

    with pytest.raises(RefusedByClient, match="everybody"):
        command("a-conference", call_control_ids=ids)
    with pytest.raises(RefusedByClient, match="everybody"):
        command("a-conference")


@pytest.mark.parametrize("verb", ["mute", "unmute", "hold", "unhold"])
def test_a_single_text_is_no_list_of_people(provider, verb):
    command = getattr(provider.client.conferences, verb)

    with pytest.raises(RefusedByClient, match="in a list"):
        command("a-conference", call_control_ids="v3:a")


def test_a_join_without_a_role_is_refused(provider):
    with pytest.raises(RefusedByClient, match="No role"):
        provider.client.conferences.join("a", call_control_id="v3:a")


@pytest.mark.parametrize("ids", [None, [], [""]])
def test_a_whisper_to_nobody_is_refused(provider, ids):
    said = {} if ids is None else {"whisper_call_control_ids": ids}

    with pytest.raises(RefusedByClient, match="monitor"):
        provider.client.conferences.join(
            "a", call_control_id="v3:a", supervisor_role="whisper", **said
        )
    with pytest.raises(RefusedByClient, match="monitor"):
        provider.client.conferences.update(
            "a", call_control_id="v3:a", supervisor_role="whisper", **said
        )


def test_a_call_goes_through_its_life(provider):
    leg = provider.inbound_call()

    assert provider.client.calls.answer(leg).result == "ok"
    provider.emulator.advance(1)
    provider.client.calls.enqueue(leg, queue_name="support", max_wait_time_secs=60)
    provider.emulator.advance(1)
    (queued,) = provider.client.queues.calls("support")
    provider.client.calls.hangup(leg)
    provider.emulator.advance(1)

    assert (queued.call_control_id, queued.queue_position) == (leg, 1)
    assert provider.client.calls.retrieve(leg).is_alive is False


def test_dial_gives_the_ids_of_the_leg(provider):
    dialled = provider.client.calls.dial(
        **{
            "connection_id": provider.connection_id,
            "to": "sip:ana@sip.telnyx.com",
            "from": "+15550100100",
        }
    )

    assert dialled.call_control_id.startswith("v3:")
    assert dialled.is_alive is False


def test_a_conference_goes_through_its_life(provider):
    leg, other = provider.answered_call(), provider.answered_call()
    conferences = provider.client.conferences

    room = conferences.create(call_control_id=leg, name="room-1")
    conferences.join(room.id, call_control_id=other, supervisor_role="none")
    provider.emulator.advance(1)
    conferences.mute(room.id, call_control_ids=[other])
    people = {one.call_control_id: one for one in conferences.participants(room.id)}
    conferences.end(room.id)
    provider.emulator.advance(1)

    assert [one.id for one in conferences.list(name="room-1")] == [room.id]
    assert people[other].muted
    assert not people[leg].muted
    assert conferences.retrieve(room.id).status == "completed"


def test_an_application_and_a_number_are_set_up(provider):
    api = provider.client
    application = api.applications.create(
        application_name="Second",
        webhook_event_url="https://example.org/hook",
        webhook_api_version="2",
    )
    number = next(api.phone_numbers.list())

    moved = api.phone_numbers.update(number.id, connection_id=application.id)
    renamed = api.applications.update(
        application.id,
        application_name="Other",
        webhook_event_url="https://example.org/hook",
    )
    api.phone_numbers.update(number.id, connection_id=provider.connection_id)
    api.applications.delete(application.id)

    assert moved.connection_id == application.id
    assert renamed.application_name == "Other"
    with pytest.raises(NotFound):
        api.applications.retrieve(application.id)


def test_a_refusal_names_telnyxs_code(provider):
    leg = provider.inbound_call()
    provider.client.calls.hangup(leg)
    provider.emulator.advance(1)

    with pytest.raises(InvalidRequest) as refusal:
        provider.client.calls.answer(leg)
    assert refusal.value.code == "90018"


def test_a_queue_with_somebody_in_it_is_not_deleted(provider):
    leg = provider.answered_call()
    provider.client.calls.enqueue(leg, queue_name="support")
    provider.emulator.advance(1)

    with pytest.raises(Rejected) as refusal:
        provider.client.queues.delete("support")
    assert refusal.value.code == "90050"


def test_a_forked_child_gets_a_client_of_its_own(provider, monkeypatch):
    parents = telnyx()
    assert telnyx() is parents

    monkeypatch.setattr(os, "getpid", lambda: -1)

    assert telnyx() is not parents


def test_nobody_speaks_for_an_account_that_is_not_set(monkeypatch):
    monkeypatch.setattr(client, "_process", client._Process())

    with pytest.raises(RuntimeError, match="configure"):
        telnyx()


def test_a_wrong_key_is_refused(provider):
    stranger = TelnyxClient("KEY_WRONG", "http://emulator/v2", provider.transport)

    with pytest.raises(Rejected) as refusal:
        list(stranger.queues.list())
    assert (refusal.value.status, refusal.value.code) == (401, "10009")
    stranger.close()
