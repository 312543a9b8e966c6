"""Every operation of the emulator, as somebody with the official SDK would use it.

A tour yields calls and gets their results, so the same one is taken with the
synchronous and with the asynchronous client.
"""

from collections.abc import Generator
from typing import Any

from tests.judges.stage import NUMBER, WEBHOOKS, Stage, Step, call, state

Steps = Generator[Step, Any, None]


def calls(stage: Stage) -> Steps:
    leg = stage.ring()
    yield call("calls.actions.answer", leg, client_state=state("caller"))
    stage.advance()
    status = yield call("calls.retrieve_status", leg)
    assert status.data.is_alive
    assert status.data.client_state == state("caller")
    active = yield call("connections.list_active_calls", stage.connection_id)
    assert [one.call_control_id for one in active] == [leg]
    yield call("calls.actions.update_client_state", leg, client_state=state("vip"))
    yield call(
        "calls.actions.send_sip_info", leg, content_type="text/plain", body="hello"
    )
    dialled = yield call(
        "calls.dial",
        connection_id=stage.connection_id,
        from_=NUMBER,
        to="sip:ana@sip.test",
        link_to=leg,
        timeout_secs=20,
        custom_headers=[{"name": "X-Call", "value": "7"}],
    )
    assert dialled.data.is_alive is False
    agent = dialled.data.call_control_id
    stage.advance(5)
    yield call(
        "calls.actions.bridge",
        agent,
        call_control_id_to_bridge_with=leg,
        park_after_unbridge="self",
        prevent_double_bridge=True,
    )
    stage.advance()
    yield call("calls.actions.hangup", agent)
    stage.advance()
    assert stage.events().count("call.bridged") == 2
    assert stage.events().count("call.hangup") == 2


def refusals_of_calls(stage: Stage) -> Steps:
    rejected = stage.ring()
    yield call("calls.actions.reject", rejected, cause="USER_BUSY")
    referred = stage.answered("+15550100002")
    yield call("calls.actions.refer", referred, sip_address="sip:ben@sip.test")
    stage.advance(5)
    unreferred = stage.answered("+15550100003")
    stage.control("POST", "callees", address="sip:nobody@sip.test", behaviour="decline")
    yield call("calls.actions.refer", unreferred, sip_address="sip:nobody@sip.test")
    stage.advance(5)
    assert {"call.refer.completed", "call.refer.failed"} <= set(stage.events())


def transfers(stage: Stage) -> Steps:
    leg = stage.answered()
    yield call("calls.actions.transfer", leg, to="+15550100077", timeout_secs=20)
    stage.advance(8)
    assert "call.bridged" in stage.events()


def sounds(stage: Stage) -> Steps:
    leg = stage.answered()
    yield call("calls.actions.speak", leg, payload="Welcome.", voice="female")
    stage.advance(5)
    music = "https://shop.test/hold.mp3"
    yield call("calls.actions.start_playback", leg, audio_url=music, loop="infinity")
    stage.advance(5)
    yield call("calls.actions.stop_playback", leg, stop="all")
    yield call("calls.actions.send_dtmf", leg, digits="12#")
    for word in ("speak.started", "speak.ended", "playback.started", "playback.ended"):
        stage.advance()
        assert f"call.{word}" in stage.events()


def digits(stage: Stage) -> Steps:
    leg = stage.answered()
    yield call("calls.actions.gather", leg, maximum_digits=2)
    stage.far_party(leg, "dtmf", digits="42")
    stage.advance(3)
    yield call(
        "calls.actions.gather_using_speak",
        leg,
        payload="Press one.",
        voice="female",
        maximum_digits=1,
    )
    stage.far_party(leg, "dtmf", digits="1")
    stage.advance(3)
    yield call(
        "calls.actions.gather_using_audio", leg, audio_url="https://shop.test/menu.mp3"
    )
    stage.advance()
    yield call("calls.actions.stop_gather", leg)
    stage.advance()
    assert stage.events().count("call.gather.ended") == 3
    assert stage.events().count("call.dtmf.received") == 3


def queues(stage: Stage) -> Steps:
    created = yield call("queues.create", queue_name="support", max_size=10)
    assert created.data.name == "support"
    first, second = stage.answered(), stage.answered("+15550100002")
    for leg in (first, second):
        yield call(
            "calls.actions.enqueue",
            leg,
            queue_name="support",
            max_wait_time_secs=600,
            keep_after_hangup=False,
        )
        stage.advance()
    found = yield call("queues.list")
    assert [(one.name, one.current_size) for one in found] == [("support", 2)]
    waiting = yield call("queues.calls.list", "support")
    assert [one.queue_position for one in waiting] == [1, 2]
    one = yield call("queues.calls.retrieve", second, queue_name="support")
    assert one.data.call_control_id == second
    yield call(
        "queues.calls.update", second, queue_name="support", keep_after_hangup=True
    )
    stage.far_party(second, "hangup")
    kept = yield call("queues.calls.retrieve", second, queue_name="support")
    assert kept.data.is_alive is False
    yield call("queues.calls.remove", second, queue_name="support")
    changed = yield call("queues.update", "support", max_size=20)
    assert changed.data.max_size == 20
    yield call("calls.actions.leave_queue", first)
    stage.advance()
    empty = yield call("queues.retrieve", "support")
    assert empty.data.current_size == 0
    yield call("queues.delete", "support")
    assert stage.events().count("call.enqueued") == 2


def conferences(stage: Stage) -> Steps:
    leg, agent = stage.answered(), stage.dialled()
    made = yield call(
        "conferences.create",
        call_control_id=leg,
        name="room",
        client_state=state("room"),
        max_participants=10,
    )
    room = made.data.id
    stage.advance()
    yield call("conferences.actions.join", room, call_control_id=agent, mute=True)
    stage.advance()
    listed = yield call("conferences.list", filter={"name": "room"})
    assert [one.id for one in listed] == [room]
    same = yield call("conferences.retrieve", room)
    assert same.data.name == "room"
    members = yield call("conferences.list_participants", room)
    muted = {one.call_control_id: one.muted for one in members}
    assert muted == {leg: False, agent: True}
    member = members[0].id
    yield call("conferences.retrieve_participant", member, id=room)
    yield call(
        "conferences.update_participant", member, id=room, end_conference_on_exit=False
    )
    assert "conference.created" in stage.events()


def conference_commands(stage: Stage) -> Steps:
    leg, agent = stage.answered(), stage.dialled()
    made = yield call("conferences.create", call_control_id=leg, name="room")
    room = made.data.id
    yield call("conferences.actions.join", room, call_control_id=agent, mute=True)
    stage.advance()
    yield call("conferences.actions.unmute", room, call_control_ids=[agent])
    yield call("conferences.actions.mute", room, call_control_ids=[leg])
    yield call("conferences.actions.hold", room, call_control_ids=[leg])
    yield call("conferences.actions.unhold", room, call_control_ids=[leg])
    yield call(
        "conferences.actions.update",
        room,
        call_control_id=agent,
        supervisor_role="whisper",
        whisper_call_control_ids=[leg],
    )
    yield call("conferences.actions.leave", room, call_control_id=agent)
    stage.advance()
    yield call("conferences.actions.end_conference", room)
    stage.advance()
    assert stage.events().count("conference.participant.left") == 2
    assert "conference.ended" in stage.events()


def conference_sounds(stage: Stage) -> Steps:
    leg, agent = stage.answered(), stage.dialled()
    made = yield call("conferences.create", call_control_id=leg, name="loud")
    room = made.data.id
    yield call("conferences.actions.join", room, call_control_id=agent)
    stage.advance()
    jingle = "https://shop.test/jingle.mp3"
    yield call("conferences.actions.play", room, audio_url=jingle)
    stage.advance(10)
    yield call(
        "conferences.actions.play", room, audio_url=jingle, call_control_ids=[leg]
    )
    yield call("conferences.actions.stop", room, call_control_ids=[leg])
    stage.advance()
    yield call("conferences.actions.speak", room, payload="Hello.", voice="female")
    stage.advance(5)
    yield call(
        "conferences.actions.speak",
        room,
        payload="Hello.",
        voice="female",
        call_control_ids=[agent],
    )
    stage.advance(5)
    yield call("conferences.actions.send_dtmf", room, digits="1")
    yield call(
        "conferences.actions.gather_dtmf_audio",
        room,
        call_control_id=leg,
        audio_url=jingle,
        maximum_digits=1,
    )
    stage.far_party(leg, "dtmf", digits="5")
    stage.advance(3)
    for scope in ("conference", "conference.participant"):
        for word in ("playback", "speak"):
            assert f"{scope}.{word}.started" in stage.events()
            assert f"{scope}.{word}.ended" in stage.events()


def recordings(stage: Stage) -> Steps:
    leg = stage.answered()
    yield call("calls.actions.start_recording", leg, channels="dual", format="mp3")
    stage.advance(5)
    yield call("calls.actions.pause_recording", leg)
    stage.advance(5)
    yield call("calls.actions.resume_recording", leg)
    stage.advance(5)
    yield call("calls.actions.stop_recording", leg)
    stage.advance(3)
    yield call("calls.actions.start_recording", leg, channels="single", format="wav")
    stage.far_party(leg, "hangup")
    stage.advance(3)
    assert stage.events().count("call.recording.saved") == 2
    found = yield call("recordings.list", filter={"call_control_id": leg})
    assert sorted(one.channels for one in found) == ["dual", "single"]
    one = yield call("recordings.retrieve", found[0].id)
    assert one.data.status == "completed"
    gone = yield call("recordings.delete", found[0].id)
    assert gone.data.id == found[0].id
    yield call("recordings.actions.delete", ids=[found[1].id])
    left = yield call("recordings.list")
    assert left == []


def conference_recordings(stage: Stage) -> Steps:
    leg = stage.answered()
    made = yield call("conferences.create", call_control_id=leg, name="taped")
    room = made.data.id
    yield call("conferences.actions.record_start", room, format="mp3")
    stage.advance(5)
    yield call("conferences.actions.record_pause", room)
    yield call("conferences.actions.record_resume", room)
    stage.advance(5)
    yield call("conferences.actions.record_stop", room)
    stage.advance(3)
    found = yield call("recordings.list", filter={"conference_id": room})
    assert [one.conference_id for one in found] == [room]
    assert "conference.recording.saved" in stage.events()


def supervision(stage: Stage) -> Steps:
    leg, agent = stage.answered(), stage.dialled()
    yield call("calls.actions.bridge", agent, call_control_id_to_bridge_with=leg)
    stage.advance()
    dialled = yield call(
        "calls.dial",
        connection_id=stage.connection_id,
        from_=NUMBER,
        to="sip:sofia@sip.test",
        supervise_call_control_id=agent,
        supervisor_role="whisper",
    )
    stage.advance(5)
    supervisor = dialled.data.call_control_id
    yield call("calls.actions.switch_supervisor_role", supervisor, role="monitor")
    yield call("calls.actions.hangup", supervisor)
    stage.advance()
    status = yield call("calls.retrieve_status", leg)
    assert status.data.is_alive


def applications(stage: Stage) -> Steps:
    made = yield call(
        "call_control_applications.create",
        application_name="Shop",
        webhook_event_url=WEBHOOKS,
        webhook_api_version="2",
        inbound={"channel_limit": 10},
        webhook_timeout_secs=5,
    )
    application = made.data.id
    found = yield call("call_control_applications.list")
    assert application in [one.id for one in found]
    yield call(
        "call_control_applications.update",
        application,
        application_name="Store",
        webhook_event_url=WEBHOOKS,
        tags=["a"],
    )
    same = yield call("call_control_applications.retrieve", application)
    assert same.data.application_name == "Store"
    yield call("call_control_applications.delete", application)


def numbers(stage: Stage) -> Steps:
    found = yield call("phone_numbers.list", filter={"phone_number": NUMBER})
    number = found[0].id
    pointed = yield call("phone_numbers.update", number, connection_id="")
    assert not pointed.data.connection_id
    yield call("phone_numbers.update", number, connection_id=stage.connection_id)
    same = yield call("phone_numbers.retrieve", number)
    assert same.data.connection_id == stage.connection_id
    listed = yield call("phone_numbers.voice.list")
    assert len(listed) == 2
    yield call("phone_numbers.voice.update", number, tech_prefix_enabled=True)
    voice = yield call("phone_numbers.voice.retrieve", number)
    assert voice.data.tech_prefix_enabled is True


def credentials(stage: Stage) -> Steps:
    made = yield call(
        "credential_connections.create",
        connection_name="Phones",
        user_name="phones1234",
        password="correct horse 1",
        sip_uri_calling_preference="internal",
    )
    connection = made.data.id
    found = yield call("credential_connections.list")
    assert [one.id for one in found] == [connection]
    yield call(
        "credential_connections.update", connection, connection_name="Telephones"
    )
    same = yield call("credential_connections.retrieve", connection)
    assert same.data.connection_name == "Telephones"
    born = yield call(
        "telephony_credentials.create", connection_id=connection, name="ana", tag="t"
    )
    credential = born.data.id
    yield call("telephony_credentials.update", credential, name="Ana")
    one = yield call("telephony_credentials.retrieve", credential)
    assert one.data.name == "Ana"
    listed = yield call("telephony_credentials.list", filter={"tag": "t"})
    assert [one.id for one in listed] == [credential]
    token = yield call("telephony_credentials.create_token", credential)
    assert token.count(".") == 2
    yield call("telephony_credentials.delete", credential)
    yield call("credential_connections.delete", connection)


TOURS = (
    calls,
    refusals_of_calls,
    transfers,
    sounds,
    digits,
    queues,
    conferences,
    conference_commands,
    conference_sounds,
    recordings,
    conference_recordings,
    supervision,
    applications,
    numbers,
    credentials,
)
