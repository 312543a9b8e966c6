"""Applications, phone numbers, credential connections, credentials, tokens."""

import base64
import json

import pytest

from tests.emulator.stage import HOOK, NUMBER


def test_fresh_account_has_numbers_and_no_application(stage):
    stage.control("reset")
    assert stage.get("/call_control_applications") == []
    numbers = stage.get("/phone_numbers")
    assert [n["phone_number"] for n in numbers][:2] == [NUMBER, "+15550100101"]
    assert {n["connection_id"] for n in numbers} == {None}


def test_reset_can_make_an_application_for_all_numbers(stage):
    app = stage.control("reset", seed_demo=True, webhook_event_url=HOOK)
    numbers = stage.get("/phone_numbers")
    assert {n["connection_id"] for n in numbers} == {app["connection_id"]}
    stage.ring_in()
    assert stage.types() == ["call.initiated"]


def test_application_starts_with_telnyxs_defaults(stage):
    made = stage.ok(
        "POST", "/call_control_applications", application_name="New",
        webhook_event_url=HOOK,
    )  # fmt: skip
    assert made["record_type"] == "call_control_application"
    assert made["webhook_api_version"] == "1"
    assert made["first_command_timeout_secs"] == 30
    assert made["inbound"]["sip_subdomain_receive_settings"] == "from_anyone"


def test_application_is_changed_and_deleted(stage):
    path = f"/call_control_applications/{stage.app}"
    assert stage.refused("PATCH", path, active=False) == (422, "10004")
    body = {"application_name": "Two", "webhook_event_url": HOOK}
    changed = stage.ok("PATCH", path, **body, outbound={"channel_limit": 5})
    assert changed["outbound"] == {
        "channel_limit": 5,
    }
    assert stage.get(path) == changed
    assert stage.ok("DELETE", path)["id"] == stage.app
    assert stage.refused("GET", path) == (404, "10005")
    number = stage.get(f"/phone_numbers?filter[phone_number]={NUMBER[1:]}")[0]
    assert number["connection_id"] is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"webhook_event_url": "ftp://x"}, "10015"),
        ({"webhook_timeout_secs": 31}, "10033"),
        ({"webhook_api_version": "3"}, "10032"),
        ({"active": "yes"}, "10015"),
    ],
)
def test_application_fields_are_checked(stage, change, code):
    body = {"application_name": "x", "webhook_event_url": HOOK, **change}
    assert stage.refused("POST", "/call_control_applications", **body) == (422, code)


def test_inactive_application_neither_dials_nor_answers(stage):
    path = f"/call_control_applications/{stage.app}"
    stage.ok("PATCH", path, application_name="x", webhook_event_url=HOOK, active=False)
    body = {"to": "sip:a@b.c", "from": NUMBER, "connection_id": stage.app}
    assert stage.refused("POST", "/calls", **body) == (422, "10015")
    call = json.dumps({"from": "+15557654321", "to": NUMBER})
    assert (
        stage.emulator.handle("POST", "/_emulator/inbound_calls", {}, call).status
        == 422
    )


def test_applications_are_filtered_and_sorted(stage):
    stage.make_app(application_name="Alpha")
    path = "/call_control_applications"
    found = stage.get(f"{path}?filter[application_name][contains]=alp")
    assert [app["application_name"] for app in found] == ["Alpha"]
    by_name = stage.get(f"{path}?sort=connection_name")
    assert [app["application_name"] for app in by_name] == ["Alpha", "Contact center"]


def test_number_is_pointed_and_described(stage):
    number = stage.get("/phone_numbers")[1]
    path = f"/phone_numbers/{number['id']}"
    stage.ok("PATCH", path, connection_id=stage.app, tags=["north"])
    shown = stage.get(path)
    assert shown["connection_name"] == "Contact center"
    assert stage.get("/phone_numbers?filter[tag]=north") == [shown]
    assert stage.ok("PATCH", path, connection_id="")["connection_id"] is None
    assert stage.refused("PATCH", path, connection_id="1") == (422, "10015")
    assert stage.refused("GET", "/phone_numbers/1") == (404, "10005")


def test_numbers_voice_settings_are_merged(stage):
    number = stage.get("/phone_numbers")[0]
    path = f"/phone_numbers/{number['id']}/voice"
    stage.ok("PATCH", path, call_forwarding={"forwards_to": "+15557770000"})
    voice = stage.get(path)
    assert voice["call_forwarding"]["forwards_to"] == "+15557770000"
    assert voice["call_forwarding"]["forwarding_type"] == "always"
    assert voice in stage.get("/phone_numbers/voice")


def connection_body(**changes):
    return {
        "connection_name": "Phones",
        "user_name": "contactcenter1",
        "password": "long-enough",
        "sip_uri_calling_preference": "internal",
        **changes,
    }


def test_credential_connection_lives(stage):
    made = stage.ok("POST", "/credential_connections", **connection_body())
    path = f"/credential_connections/{made['id']}"
    assert stage.get(path) == made
    changed = stage.ok("PATCH", path, outbound={"call_parking_enabled": True})
    assert changed["outbound"]["call_parking_enabled"] is True
    assert stage.get("/credential_connections") == [changed]
    assert stage.ok("DELETE", path)["id"] == made["id"]
    assert stage.refused("GET", path) == (404, "10005")
    assert stage.refused("GET", f"/credential_connections/{stage.app}")[0] == 404


@pytest.mark.parametrize(
    "change",
    [{"user_name": "abc"}, {"user_name": "12345a"}, {"password": "short"}],
)
def test_credential_connection_is_checked(stage, change):
    body = connection_body(**change)
    assert stage.refused("POST", "/credential_connections", **body)[0] == 422


def credential(stage, **fields):
    made = stage.ok("POST", "/credential_connections", **connection_body())
    body = {"connection_id": made["id"], "name": "Ana", **fields}
    return stage.ok("POST", "/telephony_credentials", **body)


def test_credential_has_a_sip_user(stage):
    made = credential(stage, tag="agents")
    assert made["sip_username"].startswith("gencred")
    assert made["resource_id"].startswith("connection:")
    assert made["expired"] is False
    assert stage.get("/telephony_credentials?filter[tag]=agents") == [made]
    path = f"/telephony_credentials/{made['id']}"
    assert stage.ok("PATCH", path, name="Ben")["name"] == "Ben"
    assert stage.ok("DELETE", path)["id"] == made["id"]
    assert stage.refused("GET", path) == (404, "10007")


def test_credential_needs_a_credential_connection(stage):
    body = {"connection_id": stage.app}
    assert stage.refused("POST", "/telephony_credentials", **body) == (422, "10015")
    path = f"/telephony_credentials/{credential(stage)['id']}"
    assert stage.refused("PATCH", path, **body) == (422, "10015")


@pytest.mark.parametrize(
    ("preference", "status"),
    [("internal", 200), ("unrestricted", 200), ("disabled", 422)],
)
def test_browser_is_dialled_only_where_its_connection_allows_it(
    stage, preference, status
):
    made = credential(stage)
    path = f"/credential_connections/{made['resource_id'].partition(':')[2]}"
    stage.ok("PATCH", path, sip_uri_calling_preference=preference)
    to = f"sip:{made['sip_username']}@sip.telnyx.com"
    body = {"to": to, "from": NUMBER, "connection_id": stage.app}
    answer = stage.request("POST", "/calls", **body)
    assert answer.status == status
    if status == 422:
        title = answer.json()["errors"][0]["title"]
        assert title == "Invalid SIP URI calling preference"


def test_token_is_a_plain_jwt(stage):
    made = credential(stage)
    answer = stage.request("POST", f"/telephony_credentials/{made['id']}/token")
    assert (answer.status, answer.headers["content-type"]) == (201, "text/plain")
    claims = answer.body.decode().split(".")[1]
    decoded = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    assert decoded["sub"] == made["id"]
    assert decoded["exp"] - decoded["iat"] == 24 * 3600


def test_expired_credential_stays_expired(stage):
    made = credential(stage, expires_at="2020-01-01T00:00:00Z")
    path = f"/telephony_credentials/{made['id']}"
    assert stage.get(path)["expired"] is True
    answer = stage.request("PATCH", path, name="x")
    assert answer.status == 422
    assert answer.json() == {
        "errors": {"status": "can't update credentials in expired status"}
    }
    assert stage.refused("POST", path + "/token") == (404, "10007")
