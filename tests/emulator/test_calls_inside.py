"""Calls to the account itself: to its own numbers, and to the browsers behind it."""

import pytest

from tests.emulator.stage import ANA, HOOK, NUMBER, Stage

OTHER = "+15550100105"
BROWSERS = "http://browsers.test/webhooks"


def routed(stage, number, app):
    query = f"/phone_numbers?filter[phone_number]={number[1:]}"
    row = stage.get(query)[0]
    stage.ok("PATCH", f"/phone_numbers/{row['id']}", connection_id=app)


def inside(stage, **dial):
    """A call from one application to a number that another one answers.

    Returns both legs and the other application."""
    other = stage.make_app(application_name="Other")
    routed(stage, OTHER, other)
    out = stage.dial(OTHER, "out", **dial)
    stage.advance()
    payload = next(
        one.payload
        for one in stage.posted
        if one.type == "call.initiated" and one.payload["direction"] == "incoming"
    )
    stage.names[payload["call_control_id"]] = "in"
    return out, payload["call_control_id"], other


def test_own_number_rings_at_its_application(stage):
    _, _, other = inside(stage)
    payload = stage.last("call.initiated")
    assert (payload["direction"], payload["state"]) == ("incoming", "parked")
    assert (payload["from"], payload["to"]) == (NUMBER, OTHER)
    assert payload["connection_id"] == other
    assert stage.heard() == ["out call.initiated", "in call.initiated"]


def test_answer_inside_answers_the_dialled_leg(stage):
    out, come, _ = inside(stage)
    stage.heard()
    stage.act(come, "answer")
    stage.advance(1)
    assert stage.heard() == ["in call.answered", "out call.answered"]
    assert stage.leg(out)["phase"] == "answered"


@pytest.mark.parametrize("ender", ["out", "in"])
def test_either_end_ends_both(stage, ender):
    out, come, _ = inside(stage)
    stage.act(come, "answer")
    stage.advance(1)
    stage.heard()
    first, second = (out, come) if ender == "out" else (come, out)
    stage.act(first, "hangup")
    stage.advance()
    assert stage.heard() == [
        f"{stage.names[call]} call.hangup" for call in (first, second)
    ]
    assert stage.leg(second)["hangup_cause"] == "normal_clearing"


def test_dial_that_is_given_up_is_given_up_inside(stage):
    out, come, _ = inside(stage)
    stage.act(out, "hangup")
    stage.advance()
    ended = stage.last("call.hangup")
    assert ended["call_control_id"] == come
    assert (ended["hangup_cause"], ended["hangup_source"]) == (
        "originator_cancel", "caller",
    )  # fmt: skip


def test_ringing_out_gives_up_inside(stage):
    _, come, _ = inside(stage, timeout_secs=10)
    stage.advance(11)
    assert stage.leg(come)["hangup_cause"] == "originator_cancel"


def test_reject_inside_reaches_the_dialled_leg(stage):
    out, come, _ = inside(stage)
    stage.act(come, "reject", cause="USER_BUSY")
    stage.advance()
    ended = stage.last("call.hangup")
    assert ended["call_control_id"] == out
    assert (ended["hangup_cause"], ended["hangup_source"]) == ("user_busy", "callee")
    assert ended["sip_hangup_cause"] == "486"


def test_application_without_a_free_channel_is_busy(stage):
    other = stage.make_app(application_name="Other", inbound={"channel_limit": 1})
    routed(stage, OTHER, other)
    stage.dial(OTHER, "first")
    second = stage.dial(OTHER, "second")
    stage.advance()
    assert stage.leg(second)["hangup_cause"] == "user_busy"


def test_script_for_a_number_of_the_account_is_followed(stage):
    routed(stage, OTHER, stage.make_app(application_name="Other"))
    stage.control("callees", address=OTHER, after_secs=1)
    call = stage.dial(OTHER)
    stage.advance(1.1)
    assert stage.leg(call)["phase"] == "answered"
    assert len(stage.control("world")["legs"]) == 1


def test_number_without_an_application_rings_a_person(stage):
    call = stage.dial(OTHER)
    stage.advance(4)
    assert stage.leg(call)["phase"] == "answered"


def test_own_numbers_may_ring_people_as_others_do():
    stage = Stage(own_numbers_ring_inside=False)
    routed(stage, OTHER, stage.make_app(application_name="Other"))
    call = stage.dial(OTHER)
    stage.advance(4)
    assert stage.leg(call)["phase"] == "answered"
    assert len(stage.control("world")["legs"]) == 1


# The second leg of a call to a browser.


def browser(stage):
    """A credential connection that posts its own webhooks; returns it and a user."""
    connection = stage.ok(
        "POST", "/credential_connections", connection_name="x", user_name="phones1",
        password="long-enough", sip_uri_calling_preference="internal",
        webhook_event_url=BROWSERS, webhook_api_version="2",
    )["id"]  # fmt: skip
    made = stage.ok("POST", "/telephony_credentials", connection_id=connection)
    return connection, made["sip_username"]


def delivered(stage, event_type="call.initiated"):
    return [
        one.payload
        for one in stage.posted
        if one.url == BROWSERS and one.type == event_type
    ]


@pytest.fixture
def delivering():
    return Stage(sip_delivery_leg=True)


def test_call_to_a_browser_has_a_second_leg(delivering):
    connection, user = browser(delivering)
    call = delivering.dial(f"sip:{user}@sip.telnyx.com")
    delivering.advance()
    (payload,) = delivered(delivering)
    assert (payload["direction"], payload["state"]) == ("incoming", "parked")
    assert payload["connection_id"] == connection
    assert payload["to"] == user
    assert payload["flow_destination"] == "telnyx_sip_uri_cred_connection"
    assert payload["call_session_id"] == delivering.leg(call)["call_session_id"]
    assert payload["call_control_id"] != call
    ids = [
        row["call_control_id"]
        for row in delivering.get(f"/connections/{delivering.app}/active_calls")
    ]
    assert ids == [call]


def test_second_leg_is_answered_and_ends_with_the_first(delivering):
    _, user = browser(delivering)
    call = delivering.agent(f"sip:{user}@sip.telnyx.com")
    assert len(delivered(delivering, "call.answered")) == 1
    delivering.act(call, "hangup")
    delivering.advance()
    (ended,) = delivered(delivering, "call.hangup")
    assert ended["hangup_cause"] == "normal_clearing"


def test_declined_second_leg_says_why(delivering):
    _, user = browser(delivering)
    call = delivering.dial(f"sip:{user}@sip.telnyx.com")
    delivering.control(f"calls/{call}/decline")
    delivering.advance()
    (ended,) = delivered(delivering, "call.hangup")
    assert (ended["hangup_cause"], ended["sip_hangup_cause"]) == ("user_busy", "486")


def test_second_leg_is_not_reported_unless_chosen(stage):
    _, user = browser(stage)
    stage.agent(f"sip:{user}@sip.telnyx.com")
    assert {one.url for one in stage.posted} == {HOOK}
    assert len(stage.control("world")["legs"]) == 1


def test_address_of_nobody_has_no_second_leg(delivering):
    delivering.agent(ANA)
    assert len(delivering.control("world")["legs"]) == 1


# Who signed the caller's number.


def test_attestation_is_told_to_applications_that_ask(stage):
    stage.ring_in()
    assert "shaken_stir_attestation" not in stage.last("call.initiated")
    body = {"application_name": "x", "webhook_event_url": HOOK}
    path = f"/call_control_applications/{stage.app}"
    stage.ok("PATCH", path, **body, inbound={"shaken_stir_enabled": True})
    stage.ring_in()
    payload = stage.last("call.initiated")
    assert payload["shaken_stir_attestation"] == "A"
    assert payload["shaken_stir_validated"] is True
    stage.ring_in(attestation="C")
    assert stage.last("call.initiated")["shaken_stir_attestation"] == "C"
