"""Limits of calls at once: of the account, a voice profile and a connection."""

import pytest

from tests.emulator.stage import ANA, CARL, HOOK, NUMBER, SOFIA, Stage

APP = {"application_name": "Contact center", "webhook_event_url": HOOK}
REFUSED = (403, "10010")


def limit(stage, app=None, **outbound):
    path = f"/call_control_applications/{app or stage.app}"
    stage.ok("PATCH", path, **APP, outbound=outbound)


def dial_refused(stage, to=CARL, app=None):
    body = {"to": to, "from": NUMBER, "connection_id": app or stage.app}
    answer = stage.request("POST", "/calls", **body)
    error = answer.json()["errors"][0]
    return answer.status, error["code"], error["detail"].split()[-1]


def test_application_limits_its_outbound_calls(stage):
    limit(stage, channel_limit=2)
    first = stage.dial(CARL)
    assert dial_refused(stage, [CARL, ANA]) == (*REFUSED, "D3")
    stage.dial(ANA)
    assert dial_refused(stage) == (*REFUSED, "D3")
    stage.caller()
    stage.act(first, "hangup")
    stage.dial(CARL)


def test_other_applications_have_their_own_channels(stage):
    limit(stage, channel_limit=1)
    stage.dial(CARL)
    other = stage.make_app(application_name="Other")
    stage.dial(CARL, connection_id=other)


def test_transfer_needs_a_channel(stage):
    limit(stage, channel_limit=1)
    carl = stage.caller()
    stage.dial(ANA)
    assert stage.act_refused(carl, "transfer", to=CARL) == REFUSED
    assert stage.place(carl) == "parked"


def test_sip_uris_may_take_no_channel():
    stage = Stage(sip_uris_take_channels=False)
    limit(stage, channel_limit=1)
    stage.dial(CARL)
    stage.dial(ANA)
    assert dial_refused(stage) == (*REFUSED, "D3")


def test_profile_is_shared_by_its_applications():
    stage = Stage(voice_profile_channel_limit=1)
    other = stage.make_app(application_name="Other")
    limit(stage, outbound_voice_profile_id="7")
    limit(stage, other, outbound_voice_profile_id="7")
    stage.dial(CARL)
    assert dial_refused(stage, app=other) == (*REFUSED, "D2")
    limit(stage, other, outbound_voice_profile_id="8")
    stage.dial(CARL, connection_id=other)


def test_account_has_a_limit_of_its_own():
    stage = Stage(account_channel_limit=1, code_channel_limit="90999")
    stage.dial(CARL)
    assert dial_refused(stage) == (403, "90999", "D1")


def browsers(stage, channel_limit):
    """Two SIP URIs of a credential connection with so many channels."""
    connection = stage.ok(
        "POST",
        "/credential_connections",
        connection_name="Browsers",
        user_name="browsers1",
        password="long-enough",
        sip_uri_calling_preference="internal",
        inbound={"channel_limit": channel_limit},
    )["id"]
    made = stage.ok("POST", "/telephony_credentials", connection_id=connection)
    return f"sip:{made['sip_username']}@sip.telnyx.com", "sip:browsers1@sip.telnyx.com"


def test_full_credential_connection_is_busy(stage):
    ana, ben = browsers(stage, 1)
    stage.dial(ana, name="first")
    second = stage.dial(ben, name="second")
    stage.advance()
    assert stage.heard()[-1] == "second call.hangup"
    assert stage.leg(second)["is_alive"] is False
    stage.dial(SOFIA)
    carl = stage.caller()
    stage.act(carl, "transfer", to=ben)
    stage.advance()
    assert stage.last("call.hangup")["hangup_cause"] == "user_busy"


def test_one_channel_rings_one_of_two(stage):
    stage.dial(list(browsers(stage, 1)))
    stage.advance()
    assert stage.types().count("call.initiated") == 2
    assert stage.types().count("call.hangup") == 1


def test_full_credential_connection_may_refuse():
    stage = Stage(full_connection_refuses_dial=True)
    ana, ben = browsers(stage, 1)
    stage.dial(ana)
    assert dial_refused(stage, ben) == (*REFUSED, "D22")


def test_credential_connection_without_a_limit_is_never_busy(stage):
    ana, ben = browsers(stage, None)
    for to in (ana, ben, ana):
        assert stage.leg(stage.dial(to))["is_alive"]
    stage.advance()
    assert "call.hangup" not in stage.types()


@pytest.mark.parametrize("state", ["not base64!", 7])
def test_state_of_the_new_leg_is_base64(stage, state):
    carl = stage.caller()
    body = {"to": CARL, "target_leg_client_state": state}
    assert stage.act_refused(carl, "transfer", **body) == (422, "10015")
