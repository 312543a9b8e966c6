"""Calls to and from browsers: each thing that a browser does is the right webhook."""

import asyncio

import pytest

from emulator.rtc import sessions
from emulator.rtc.audio.frames import loudness
from emulator.rtc.peer import AiortcPeer
from tests.emulator.rtc.ears import heard
from tests.emulator.rtc.exchange import until

ANA, CARLA = 700, 440


async def test_dialled_credential_rings_and_talks(exchange):
    ana = await exchange.phone("ana", ANA)
    headers = [{"name": "X-Call", "value": "7"}]
    leg = exchange.dial(ana.username, custom_headers=headers, client_state="eA==")
    invite = await ana.ringing()
    assert invite["telnyx_call_control_id"] == leg
    assert invite["caller_id_number"] == "+15550100100"
    assert invite["client_state"] == "eA=="
    assert invite["dialogParams"]["custom_headers"] == headers
    await ana.answer()
    answered = await exchange.until(leg, "call.answered")
    assert answered["codec"] == "OPUS"
    carla, other = await exchange.talking("carla", CARLA)
    exchange.act(leg, "bridge", call_control_id=other)
    await exchange.until(leg, "call.bridged")
    assert heard(await ana.listen(), ANA, CARLA) == {CARLA}
    assert heard(await carla.listen(), ANA, CARLA) == {ANA}


async def test_browser_hangs_up(exchange):
    ana, leg = await exchange.talking("ana", ANA)
    await ana.say("bye", cause="NORMAL_CLEARING", causeCode=16)
    ended = await exchange.until(leg, "call.hangup")
    assert ended["hangup_cause"] == "normal_clearing"
    assert ended["hangup_source"] == "callee"
    assert ana.requests.empty(), "nobody says goodbye to who has hung up"


async def test_application_hangs_up(exchange):
    ana, leg = await exchange.talking("ana", ANA)
    exchange.act(leg, "hangup")
    bye = await ana.told("bye")
    assert (bye["callID"], bye["cause"], bye["causeCode"]) == (
        ana.call, "NORMAL_CLEARING", 16,
    )  # fmt: skip
    await exchange.until(leg, "call.hangup")


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        ("USER_BUSY", ("user_busy", "486")),
        ("CALL_REJECTED", ("call_rejected", "603")),
    ],
)
async def test_browser_declines(exchange, cause, said):
    ana = await exchange.phone("ana")
    leg = exchange.dial(ana.username)
    await ana.ringing()
    await ana.say("bye", cause=cause)
    ended = await exchange.until(leg, "call.hangup")
    assert (ended["hangup_cause"], ended["sip_hangup_cause"]) == said


async def test_ringing_stops_when_the_application_gives_up(exchange):
    ana = await exchange.phone("ana")
    leg = exchange.dial(ana.username)
    await ana.ringing()
    exchange.act(leg, "hangup")
    bye = await ana.told("bye")
    assert (bye["cause"], bye["sipCode"]) == ("ORIGINATOR_CANCEL", 487)
    late = await ana.ask("telnyx_rtc.answer", sdp="", dialogParams={"callID": ana.call})
    assert late["error"]["message"] == "CALL DOES NOT EXIST"


async def test_answer_that_makes_no_sense_ends_the_call(exchange):
    ana = await exchange.phone("ana")
    leg = exchange.dial(ana.username)
    await ana.ringing()
    answer = await ana.ask(
        "telnyx_rtc.answer", sdp="nonsense", dialogParams={"callID": ana.call}
    )
    assert "error" in answer
    ended = await exchange.until(leg, "call.hangup")
    assert ended["sip_hangup_cause"] == "488"


async def test_keys_are_told_one_by_one_and_heard(exchange):
    ana, leg = await exchange.talking("ana", 0)
    carla, other = await exchange.talking("carla", 0)
    exchange.act(leg, "bridge", call_control_id=other)
    await exchange.until(leg, "call.bridged")
    await carla.listen(0.1)
    await ana.say("info", dtmf="5")
    await ana.say("info", dtmf="#")
    digits = [await exchange.until(leg, "call.dtmf.received")]
    await until(lambda: exchange.posted.types(leg).count("call.dtmf.received") == 2)
    assert digits[0]["digit"] in "5#"
    assert heard(await carla.listen(0.3), 697, 852) <= {852}


async def test_hold_is_told_and_silences_both_ways(exchange):
    exchange.emulator.choose(telephone_hold_music="")
    ana, leg = await exchange.talking("ana", ANA)
    carla, other = await exchange.talking("carla", CARLA)
    exchange.act(leg, "bridge", call_control_id=other)
    await exchange.until(leg, "call.bridged")
    assert (await ana.say("modify", action="hold"))["holdState"] == "held"
    await exchange.until(leg, "call.hold")
    assert loudness(await ana.listen()) < 0.003
    assert loudness(await carla.listen()) < 0.003
    assert (await ana.say("modify", action="toggleHold"))["holdState"] == "active"
    await exchange.until(leg, "call.unhold")
    assert heard(await ana.listen(), ANA, CARLA) == {CARLA}


async def test_other_side_of_a_held_call_hears_music(exchange):
    ana, leg = await exchange.talking("ana", ANA)
    carla, other = await exchange.talking("carla", CARLA)
    exchange.act(leg, "bridge", call_control_id=other)
    await ana.say("modify", action="hold")
    await exchange.until(leg, "call.hold")
    music = await carla.listen(1)
    assert loudness(music) > 0.02
    assert ANA not in heard(music, ANA)


async def test_whisper_reaches_the_agent_and_not_the_caller(exchange):
    ana, leg = await exchange.talking("ana", ANA)
    carla, other = await exchange.talking("carla", CARLA)
    exchange.act(leg, "bridge", call_control_id=other)
    await exchange.until(leg, "call.bridged")
    sofia, supervising = await exchange.talking(
        "sofia", 1010, supervise_call_control_id=leg, supervisor_role="whisper"
    )
    ears = {one: await one.listen() for one in (ana, carla, sofia)}
    assert [heard(one, CARLA, ANA, 1010) for one in ears.values()] == [
        {CARLA, 1010}, {ANA}, {CARLA, ANA},
    ]  # fmt: skip
    exchange.act(supervising, "switch_supervisor_role", role="barge")
    assert heard(await carla.listen(), CARLA, ANA, 1010) == {ANA, 1010}
    exchange.act(supervising, "switch_supervisor_role", role="monitor")
    assert heard(await ana.listen(), CARLA, ANA, 1010) == {CARLA}


async def test_new_connection_in_a_call(exchange):
    ana, leg = await exchange.talking("ana", ANA)
    carla, other = await exchange.talking("carla", CARLA)
    exchange.act(leg, "bridge", call_control_id=other)
    await ana.new_media()
    assert heard(await ana.listen(), ANA, CARLA) == {CARLA}
    assert heard(await carla.listen(), ANA, CARLA) == {ANA}


async def test_call_survives_a_lost_socket(exchange):
    ana, leg = await exchange.talking("ana", ANA)
    carla, other = await exchange.talking("carla", CARLA)
    exchange.act(leg, "bridge", call_control_id=other)
    session, token = ana.session, exchange.token("ana")
    await ana.drop()
    await ana.connect()
    login = {"login_token": token, "sessid": session, "reconnection": True}
    answer = await ana.ask("login", **login)
    assert answer["result"]["sessid"] == session
    assert await ana.told("clientReady") == {"reattached_sessions": [ana.call]}
    offer = await ana.told("attach")
    assert offer["telnyx_call_control_id"] == leg
    await ana.attach(offer)
    assert heard(await ana.listen(), ANA, CARLA) == {CARLA}
    assert heard(await carla.listen(), ANA, CARLA) == {ANA}
    assert "call.hangup" not in exchange.posted.types(leg)


async def test_call_of_a_browser_that_does_not_come_back_ends(exchange, monkeypatch):
    monkeypatch.setattr(sessions, "REGISTRATION_GRACE_SECS", 0.1)
    monkeypatch.setattr(sessions, "CALL_GRACE_SECS", 0.3)
    ana, leg = await exchange.talking("ana", ANA)
    await ana.drop()
    await until(lambda: ana.username not in exchange.emulator.crowd.browsers.registered)
    assert "call.hangup" not in exchange.posted.types(leg)
    ended = await exchange.until(leg, "call.hangup")
    assert ended["sip_hangup_cause"] == "unspecified"
    again = exchange.dial(ana.username)
    ended = await exchange.until(again, "call.hangup")
    assert (ended["hangup_cause"], ended["sip_hangup_cause"]) == ("not_found", "480")


async def test_browser_rings_again_when_its_page_was_loaded_anew(exchange):
    ana = await exchange.phone("ana", ANA)
    leg = exchange.dial(ana.username)
    await ana.ringing()
    session, token = ana.session, exchange.token("ana")
    await ana.drop()
    await ana.connect()
    await ana.ask("login", login_token=token, sessid=session, reconnection=True)
    await ana.ringing()
    await ana.answer()
    await exchange.until(leg, "call.answered")


async def test_address_without_a_browser_follows_its_script(exchange):
    made = exchange.credential("ana")
    uri = f"sip:{made['sip_username']}@sip.telnyx.com"
    exchange.control("callees", address=uri, behaviour="answer", after_secs=0)
    leg = exchange.dial(made["sip_username"])
    await exchange.until(leg, "call.answered")


async def test_browser_calls_out_and_is_put_through(exchange):
    ana = await exchange.phone("ana", ANA)
    dialog = {
        "caller_id_number": "+15550100101", "caller_id_name": "Ana",
        "clientState": "eA==", "custom_headers": [{"name": "X-A", "value": "b"}],
    }  # fmt: skip
    await ana.call_out("+13125550199", **dialog)
    ringing = await ana.told("ringing")
    leg = ringing["telnyx_call_control_id"]
    await ana.hear((await ana.told("media"))["sdp"])
    assert heard(await ana.listen(0.5), 440, 480) == {440, 480}, "the ringback tone"
    said = await exchange.until(leg, "call.initiated")
    assert (said["direction"], said["state"]) == ("outgoing", "parked")
    assert (said["from"], said["to"]) == ("+15550100101", "+13125550199")
    assert said["connection_id"] == exchange.connection
    assert said["calling_party_type"] == "sip"
    assert said["client_state"] == "eA=="
    assert said["custom_headers"] == dialog["custom_headers"]
    exchange.act(leg, "answer")
    await ana.told("answer")
    await exchange.until(leg, "call.answered")
    carla, other = await exchange.talking("carla", CARLA)
    exchange.act(leg, "bridge", call_control_id=other)
    assert heard(await ana.listen(), ANA, CARLA, 480) == {CARLA}
    assert heard(await carla.listen(), ANA, CARLA) == {ANA}


async def test_answer_may_come_before_the_ringback(exchange):
    """The application is quicker than the connection of the browser."""

    class SlowPeer(AiortcPeer):
        async def answer(self, offer):
            await asyncio.sleep(0.3)
            return await super().answer(offer)

    exchange.gateway._make_peer = SlowPeer
    ana = await exchange.phone("ana", ANA)
    await ana.call_out("+13125550199")
    await until(lambda: bool(exchange.emulator.world.legs))
    (leg,) = exchange.emulator.world.legs
    exchange.act(leg, "answer")
    await exchange.until(leg, "call.answered")
    await ana.hear((await ana.told("media"))["sdp"])
    await ana.told("answer")
    assert heard(await ana.listen(), 440, 480) == set()


async def test_call_out_is_refused_by_the_application(exchange):
    ana = await exchange.phone("ana")
    await ana.call_out("+13125550199")
    leg = (await ana.told("ringing"))["telnyx_call_control_id"]
    exchange.act(leg, "reject", cause="USER_BUSY")
    bye = await ana.told("bye")
    assert (bye["cause"], bye["causeCode"], bye["sipCode"]) == ("USER_BUSY", 17, 486)


async def test_browser_gives_up_before_it_is_put_through(exchange):
    ana = await exchange.phone("ana")
    await ana.call_out("+13125550199")
    leg = (await ana.told("ringing"))["telnyx_call_control_id"]
    await ana.say("bye", cause="NORMAL_CLEARING")
    ended = await exchange.until(leg, "call.hangup")
    assert ended["hangup_cause"] == "originator_cancel"
    assert ended["hangup_source"] == "caller"


async def test_call_out_without_parking_is_barred(exchange):
    path = f"/credential_connections/{exchange.connection}"
    exchange.ok("PATCH", path, outbound={"call_parking_enabled": False})
    ana = await exchange.phone("ana")
    await ana.call_out("+13125550199")
    bye = await ana.told("bye")
    assert (bye["cause"], bye["sipCode"]) == ("OUTGOING_CALL_BARRED", 403)


async def test_second_call_comes_in_while_the_first_is_held(exchange):
    ana, first = await exchange.talking("ana", ANA)
    await ana.say("modify", action="hold")
    second = exchange.dial(ana.username)
    await ana.ringing()
    await ana.answer()
    await exchange.until(second, "call.answered")
    assert exchange.emulator.world.legs[first].on_hold


async def test_candidates_may_come_one_by_one(exchange):
    ana = await exchange.phone("ana", ANA)
    leg = exchange.dial(ana.username)
    await ana.ringing()
    await ana.answer()
    await exchange.until(leg, "call.answered")
    line = "candidate:1 1 udp 2130706431 127.0.0.1 40000 typ host"
    await ana.say("candidate", candidate=line, sdpMid="0", sdpMLineIndex=0)
    await ana.say("endOfCandidates", endOfCandidates=True)


async def test_simulated_caller_speaks_to_the_browser(exchange):
    carl = await exchange.caller()
    exchange.act(carl, "enqueue", queue_name="billing")
    ana, leg = await exchange.talking("ana", 0)
    exchange.act(leg, "bridge", call_control_id=carl)
    await exchange.until(leg, "call.bridged")
    await asyncio.sleep(2.6)
    assert loudness(await ana.listen(0.8)) > 0.005
