"""Every operation of the client once, on the emulator: it is understood and answered."""

import pytest

from provider.errors import InvalidRequest, NotFound

FILE = "http://media/music.mp3"
SAID = {"payload": "Hello", "voice": "female"}


@pytest.fixture
def leg(provider):
    return provider.answered_call()


@pytest.fixture
def room(provider, leg):
    return provider.client.conferences.create(call_control_id=leg, name="room-1")


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("playback_start", {"audio_url": FILE, "loop": "infinity"}),
        ("playback_stop", {"stop": "all"}),
        ("speak", SAID),
        ("gather", {"maximum_digits": 4}),
        ("gather_using_speak", SAID),
        ("gather_using_audio", {"audio_url": FILE}),
        ("gather_stop", {}),
        ("send_dtmf", {"digits": "1"}),
        ("send_sip_info", {"content_type": "text/plain", "body": "hello"}),
        ("update_client_state", {"client_state": "aGVsbG8="}),
        ("record_start", {"channels": "dual", "format": "mp3"}),
        ("transfer", {"to": "sip:ben@sip.telnyx.com"}),
        ("refer", {"sip_address": "sip:ben@sip.telnyx.com"}),
        ("enqueue", {"queue_name": "support"}),
        ("hangup", {}),
    ],
)
def test_a_leg_takes(provider, leg, verb, said):
    assert getattr(provider.client.calls, verb)(leg, **said).result == "ok"


def test_a_leg_is_recorded_with_a_pause(provider, leg):
    calls, recordings = provider.client.calls, provider.client.recordings
    calls.record_start(leg, channels="dual", format="mp3")
    calls.record_pause(leg)
    calls.record_resume(leg)
    provider.emulator.advance(3)
    calls.record_stop(leg)
    provider.emulator.advance(3)

    (listed,) = recordings.list(call_control_id=leg)
    kept = recordings.retrieve(listed.id)
    assert (kept.source, kept.channels, kept.status) == ("call", "dual", "completed")
    assert kept.download_urls["mp3"].startswith("http")
    assert recordings.delete(listed.id).id == listed.id
    with pytest.raises(NotFound):
        recordings.retrieve(listed.id)


def test_recordings_are_deleted_together(provider, leg):
    provider.client.calls.record_start(leg, channels="dual", format="mp3")
    provider.emulator.advance(2)
    provider.client.calls.record_stop(leg)
    provider.emulator.advance(3)

    ids = [one.id for one in provider.client.recordings.list()]
    provider.client.recordings.delete_many(ids)

    assert list(provider.client.recordings.list()) == []


def test_a_caller_is_turned_away(provider):
    leg = provider.inbound_call()

    assert provider.client.calls.reject(leg, cause="USER_BUSY").result == "ok"


def test_two_legs_are_bridged(provider, leg):
    other = provider.answered_call()

    provider.client.calls.bridge(other, call_control_id=leg, park_after_unbridge="self")
    provider.emulator.advance(1)

    bridged = [body for _, body in provider.webhooks if b'"call.bridged"' in body]
    assert len(bridged) == 2


def test_a_supervising_leg_takes_a_new_role(provider, leg):
    dialled = provider.client.calls.dial(
        **{
            "connection_id": provider.connection_id,
            "to": "sip:sofia@sip.telnyx.com",
            "from": "+15550100100",
            "supervise_call_control_id": leg,
            "supervisor_role": "monitor",
        }
    )
    provider.emulator.advance(5)

    switched = provider.client.calls.switch_supervisor_role(
        dialled.call_control_id, role="whisper"
    )

    assert switched.result == "ok"


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("play", {"audio_url": FILE}),
        ("stop", {}),
        ("speak", SAID),
        ("send_dtmf", {"digits": "1"}),
        ("record_start", {"format": "mp3"}),
        ("end", {}),
    ],
)
def test_a_conference_takes(provider, room, verb, said):
    assert getattr(provider.client.conferences, verb)(room.id, **said).result == "ok"


@pytest.mark.parametrize("verb", ["mute", "unmute", "hold", "unhold"])
def test_a_participant_is_named(provider, room, leg, verb):
    command = getattr(provider.client.conferences, verb)

    assert command(room.id, call_control_ids=[leg]).result == "ok"


def test_a_participant_is_read_changed_asked_and_let_go(provider, room, leg):
    conferences = provider.client.conferences
    (listed,) = conferences.participants(room.id, muted=False)

    changed = conferences.update_participant(
        room.id, listed.id, end_conference_on_exit=True
    )
    conferences.update_participant(room.id, listed.id, end_conference_on_exit=False)
    conferences.update(room.id, call_control_id=leg, supervisor_role="barge")
    conferences.gather_using_audio(room.id, call_control_id=leg, audio_url=FILE)
    read = conferences.participant(room.id, listed.id)
    conferences.leave(room.id, call_control_id=leg)

    assert (listed.call_control_id, changed.end_conference_on_exit) == (leg, True)
    assert (read.id, read.call_control_id) == (listed.id, leg)


def test_a_conference_is_recorded_with_a_pause(provider, room):
    conferences = provider.client.conferences
    conferences.record_start(room.id, format="mp3")
    conferences.record_pause(room.id)
    conferences.record_resume(room.id)
    provider.emulator.advance(2)
    conferences.record_stop(room.id)
    provider.emulator.advance(3)

    (recording,) = provider.client.recordings.list(conference_id=room.id)
    assert recording.source == "conference"


def test_a_queue_goes_through_its_life(provider, leg):
    queues = provider.client.queues
    made = queues.create("support", max_size=5)
    provider.client.calls.enqueue(leg, queue_name="support")
    provider.emulator.advance(1)

    queues.update_call("support", leg, keep_after_hangup=True)
    place = queues.call("support", leg)
    provider.client.calls.leave_queue(leg)
    provider.emulator.advance(1)
    wider = queues.update("support", max_size=9)
    queues.delete("support")

    assert (made.max_size, wider.max_size, place.queue_position) == (5, 9, 1)
    with pytest.raises(NotFound):
        queues.retrieve("support")


def test_a_kept_place_is_removed(provider, leg):
    queues = provider.client.queues
    provider.client.calls.enqueue(leg, queue_name="support", keep_after_hangup=True)
    provider.emulator.advance(1)
    provider.tell(f"calls/{leg}/hangup", {})
    provider.emulator.advance(1)
    (place,) = queues.calls("support")

    queues.remove_call("support", leg)

    assert not place.is_alive
    assert list(queues.calls("support")) == []


def test_credentials_go_through_their_life(provider):
    connections = provider.client.credential_connections
    credentials = provider.client.telephony_credentials
    connection = connections.create(
        connection_name="Browsers",
        user_name="browsers1",
        password="not a secret",
        sip_uri_calling_preference="internal",
    )
    credential = credentials.create(connection_id=connection.id, tag="agents")

    renamed = connections.update(connection.id, connection_name="Phones")
    named = credentials.update(credential.id, name="Ana")

    assert credential.sip_username.startswith("gencred")
    assert credential.resource_id == f"connection:{connection.id}"
    assert credentials.create_token(credential.id).count(".") == 2
    assert (renamed.connection_name, named.name) == ("Phones", "Ana")
    assert [one.id for one in credentials.list(tag="agents")] == [credential.id]
    assert [one.id for one in connections.list(name_contains="Phon")] == [connection.id]
    assert connections.retrieve(connection.id).sip_uri_calling_preference == "internal"
    assert credentials.retrieve(credential.id).name == "Ana"
    credentials.delete(credential.id)
    connections.delete(connection.id)
    with pytest.raises(NotFound):
        connections.retrieve(connection.id)


def test_the_voice_settings_of_a_number_are_read_and_changed(provider):
    numbers = provider.client.phone_numbers
    (voice,) = numbers.list_voice(phone_number="+15550100100")

    changed = numbers.update_voice(voice.id, tech_prefix_enabled=True)

    assert changed.tech_prefix_enabled


def test_applications_are_listed_in_order(provider):
    (only,) = provider.client.applications.list(sort="created_at")

    assert only.id == provider.connection_id


def test_a_leg_that_never_was_is_refused(provider):
    with pytest.raises(InvalidRequest) as refusal:
        provider.client.calls.retrieve("v3:nobody")
    assert refusal.value.code == "90015"
