"""Logging in as the SDK does: with a token, with a password, and being sent away."""

import pytest

from tests.emulator.rtc.exchange import PASSWORD, until


def registered(exchange):
    return exchange.emulator.crowd.browsers.registered


async def test_token_registers_its_credential(exchange):
    made = exchange.credential("ana")
    browser = await exchange.browser()
    state = await browser.register(login_token=exchange.token("ana"))
    assert state["state"] == "REGED"
    await until(lambda: registered(exchange) == {made["sip_username"]})


async def test_user_name_and_password_do_too(exchange):
    made = exchange.credential("ana")
    for name, word in (
        (made["sip_username"], made["sip_password"]),
        ("browsers1", PASSWORD),
    ):
        browser = await exchange.browser()
        state = await browser.register(login=name, passwd=word)
        assert state["state"] == "REGED"


@pytest.mark.parametrize("login", ["no token", "a.b.c", "of nobody", "wrong password"])
async def test_wrong_login_is_refused_and_may_be_tried_again(exchange, login):
    made = exchange.credential("ana")
    token = exchange.token("ana")
    given = {
        "no token": {"login_token": ""},
        "a.b.c": {"login_token": "a.b.c"},
        "of nobody": {"login_token": token[:-2] + "xx"},
        "wrong password": {"login": made["sip_username"], "passwd": "wrong"},
    }[login]
    browser = await exchange.browser()
    answer = await browser.ask("login", **given)
    assert answer["error"] == {"code": -32001, "message": "Login Incorrect"}
    assert registered(exchange) == set()
    assert (await browser.register(login_token=token))["state"] == "REGED"


async def test_states_are_told_one_after_the_other(exchange):
    exchange.emulator.choose(gateway_states=("NOREG", "UNREGED", "REGED"))
    exchange.credential("ana")
    browser = await exchange.browser()
    first = await browser.register(login_token=exchange.token("ana"))
    assert first["state"] == "NOREG"
    later = [await browser.ask("telnyx_rtc.gatewayState") for _ in range(3)]
    states = [one["result"]["params"]["state"] for one in later]
    assert states == ["UNREGED", "REGED", "REGED"]


async def test_after_trying_the_registration_is_pushed(exchange):
    exchange.emulator.choose(gateway_states=("TRYING",))
    exchange.credential("ana")
    browser = await exchange.browser()
    state = await browser.register(login_token=exchange.token("ana"))
    assert (state["state"], registered(exchange)) == ("TRYING", set())
    assert (await browser.told("gatewayState"))["state"] == "REGED"
    await until(lambda: len(registered(exchange)) == 1)


async def test_deleted_credential_sends_its_browser_away(exchange):
    phone = await exchange.phone("ana")
    path = f"/telephony_credentials/{exchange._ids['ana']}"
    exchange.ok("DELETE", path)
    await phone.told("punt")
    await until(lambda: registered(exchange) == set())
    await until(lambda: phone.socket.closed)


async def test_expired_credential_sends_its_browser_away(exchange):
    phone = await exchange.phone("ana")
    path = f"/telephony_credentials/{exchange._ids['ana']}"
    exchange.ok("PATCH", path, expires_at=exchange.emulator.now_text())
    await phone.told("punt")
    await until(lambda: registered(exchange) == set())
    refused = exchange.request("POST", f"{path}/token")
    assert refused.status == 404


async def test_reset_sends_everybody_away(exchange):
    phone = await exchange.phone("ana")
    exchange.control("reset")
    await phone.told("punt")


async def test_ping_is_answered_and_unknown_methods_are_refused(exchange):
    phone = await exchange.phone("ana")
    assert (await phone.ask("telnyx_rtc.ping"))["result"]["message"] == "pong"
    assert (await phone.ask("telnyx_rtc.fax"))["error"]["code"] == -32601


async def test_stranger_can_do_nothing(exchange):
    browser = await exchange.browser()
    for method in ("gatewayState", "invite", "bye", "info"):
        answer = await browser.ask(f"telnyx_rtc.{method}")
        assert answer["error"]["message"] == "Login required", method


async def test_nonsense_does_not_close_the_socket(exchange):
    phone = await exchange.phone("ana")
    await phone.socket.send_str("#SPEED")
    await phone.socket.send_str("[1]")
    assert (await phone.ask("telnyx_rtc.ping", params="x"))["result"]


async def test_last_browser_to_register_is_rung(exchange):
    first = await exchange.phone("ana")
    second = await exchange.browser()
    await second.register(login_token=exchange.token("ana"))
    exchange.dial(first.username)
    assert (await second.ringing())["callee_id_number"] == first.username
    assert first.requests.empty()
