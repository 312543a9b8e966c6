"""Webhooks on their way: signatures, retries, failover, faults."""

import base64
import json
import time
from urllib.parse import parse_qs, urlsplit

import nacl.exceptions
import nacl.signing
import pytest

from emulator import Emulator
from tests.emulator.stage import HOOK, Stage, occurred_at

SPARE = "http://spare.test/webhooks"


def verified(posted, public_key) -> bool:
    """docs: Ed25519 over the timestamp, a bar, and the raw body."""
    key = nacl.signing.VerifyKey(base64.b64decode(public_key))
    signature = base64.b64decode(posted.headers["telnyx-signature-ed25519"])
    message = posted.headers["telnyx-timestamp"].encode() + b"|" + posted.body
    try:
        key.verify(message, signature)
    except nacl.exceptions.BadSignatureError:
        return False
    return True


def test_webhooks_are_signed_with_the_public_key(stage):
    stage.ring_in()
    public_key = stage.control("public_key")["public_key"]
    (posted,) = stage.posted
    assert verified(posted, public_key)
    assert abs(int(posted.headers["telnyx-timestamp"]) - time.time()) < 5
    assert posted.headers["content-type"] == "application/json"
    assert posted.headers["user-agent"] == "telnyx-webhooks"
    other = Emulator().signer.public_key
    assert not verified(posted, other)


def test_key_is_the_same_for_the_same_seed():
    seed = bytes(range(32))
    keys = {Emulator(signing_seed=seed).signer.public_key for _ in range(2)}
    assert len(keys) == 1


def test_manual_clock_can_sign():
    stage = Stage(sign_with_wall_clock=False)
    stage.advance(3600)
    stage.ring_in()
    assert int(stage.posted[0].headers["telnyx-timestamp"]) == int(stage.posted[0].at)


def test_failed_attempts_are_repeated_and_signed_anew(stage):
    stage.statuses[HOOK] = 500
    stage.ring_in()
    stage.advance(3.9)
    assert len(stage.posted) == 2
    stage.advance(10)
    key = stage.emulator.signer.public_key
    assert all(verified(one, key) for one in stage.posted)
    starts = [round(one.at - stage.posted[0].at) for one in stage.posted]
    assert starts == [0, 2, 4]
    metas = [json.loads(one.body)["meta"] for one in stage.posted]
    assert [meta["attempt"] for meta in metas] == [1, 2, 3]
    assert {one.data["id"] for one in stage.posted} == {stage.posted[0].data["id"]}


def test_failover_gets_its_own_attempts(stage):
    patched(stage, webhook_event_failover_url=SPARE)
    stage.statuses |= {HOOK: 500, SPARE: 500}
    stage.ring_in()
    stage.advance(20)
    assert [one.url for one in stage.posted] == [HOOK] * 3 + [SPARE] * 3
    entry = stage.control("journal")["entries"][-1]
    assert [one["attempt"] for one in entry["deliveries"]] == [1, 2, 3, 4, 5, 6]
    assert entry["gave_up"] is True


def patched(stage, **fields):
    path = f"/call_control_applications/{stage.app}"
    body = {"application_name": "x", "webhook_event_url": HOOK, **fields}
    stage.ok("PATCH", path, **body)


@pytest.mark.parametrize(
    ("status", "attempts"), [(400, 1), (404, 1), (408, 3), (429, 3), (503, 3), (204, 1)]
)
def test_status_decides_whether_to_repeat(stage, status, attempts):
    stage.statuses[HOOK] = status
    stage.ring_in()
    stage.advance(20)
    assert len(stage.posted) == attempts


def test_failing_receiver_counts_as_a_failed_attempt():
    def broken(*_):
        raise ConnectionError("refused")

    emulator = Emulator(sender=broken)
    answer = emulator.handle(
        "POST", "/_emulator/reset", {},
        json.dumps({"seed_demo": True, "webhook_event_url": HOOK}),
    )  # fmt: skip
    assert answer.status == 200
    call = {"from": "+15557654321", "to": "+15550100100"}
    emulator.handle("POST", "/_emulator/inbound_calls", {}, json.dumps(call))
    emulator.advance(10)
    entry = emulator.journal.after(0)[-1]
    assert entry["deliveries"][0]["error"] == "ConnectionError: refused"
    assert len(entry["deliveries"]) == 3


def test_retry_policy_of_a_call(stage):
    stage.statuses[HOOK] = 500
    policy = {"call.initiated": {"retries_ms": [100, 200]}}
    stage.dial(webhook_retries_policies=policy, timeout_secs=600)
    stage.advance(0.5)
    offsets = [round(one.at - stage.posted[0].at, 3) for one in stage.posted]
    assert offsets == [0, 0.1, 0.3]


def test_call_can_have_its_own_url(stage):
    carl = stage.ring_in()
    stage.act(carl, "answer", webhook_url="http://mine.test/?call=7")
    stage.advance(1)
    assert [one.url for one in stage.posted] == [HOOK, "http://mine.test/?call=7"]


def test_single_events_can_have_their_own_url(stage):
    urls = {"call.answered": SPARE}
    stage.agent(webhook_url="http://mine.test/", webhook_urls=urls)
    assert [one.url for one in stage.posted] == ["http://mine.test/", SPARE]


def test_webhook_by_get_is_in_the_query(stage):
    stage.dial(webhook_url="http://mine.test/", webhook_url_method="GET")
    stage.advance()
    (posted,) = stage.posted
    query = parse_qs(urlsplit(posted.url).query)
    assert query["data[event_type]"] == ["call.initiated"]
    assert posted.body == b""


@pytest.mark.parametrize(
    ("dialect", "name", "id_key"),
    [("today", "call.initiated", "webhook_id"), ("older", "call_initiated", "id")],
)
def test_version_1_applications_get_the_flat_shape(dialect, name, id_key):
    stage = Stage(version_1_dialect=dialect)
    patched(stage, webhook_api_version="1")
    stage.ring_in()
    content = json.loads(stage.posted[0].body)
    assert content["event_type"] == name
    assert content["payload"]["occurred_at"] == content["created_at"]
    assert set(content) == {
        "record_type", "event_type", "created_at", "payload", id_key,
    }  # fmt: skip


@pytest.mark.parametrize("version", ["1", "2"])
def test_version_of_who_names_none_is_a_setting(version):
    stage = Stage(default_webhook_api_version=version)
    made = stage.ok(
        "POST", "/call_control_applications", application_name="x",
        webhook_event_url=HOOK,
    )  # fmt: skip
    assert made["webhook_api_version"] == version
    made = stage.ok(
        "POST", "/credential_connections", connection_name="x",
        user_name="phones1", password="long-enough",
    )  # fmt: skip
    assert made["webhook_api_version"] == version
    stage.ring_in()
    assert "data" in json.loads(stage.posted[0].body)


def talk_with_faults(stage, **webhooks):
    """Event ids in order of arrival, of a talk under these faults."""
    stage.control("faults", webhooks=webhooks)
    _carl, ana = stage.talk()
    stage.act(ana, "hangup")
    stage.advance(30)
    return [one.data["id"] for one in stage.posted]


def test_duplicates_carry_the_same_id(stage):
    ids = talk_with_faults(stage, duplicate=1)
    assert sorted(ids) == sorted([one for one in set(ids) for _ in range(2)])


def test_dropped_events_never_arrive_but_are_in_the_journal(stage):
    assert talk_with_faults(stage, drop={"events": ["call.bridged"]}) != []
    assert "call.bridged" not in stage.types()
    entries = stage.control("journal")["entries"]
    dropped = [e for e in entries if e.get("event_type") == "call.bridged"]
    assert [e["deliveries"][0]["outcome"] for e in dropped] == ["dropped by fault"] * 2


def test_reordered_events_arrive_after_later_ones(stage):
    talk_with_faults(stage, reorder={"probability": 0.5, "max_secs": 5})
    moments = [occurred_at(one.data) for one in stage.posted]
    assert moments != sorted(moments)


def test_simultaneous_events_arrive_in_one_instant(stage):
    talk_with_faults(stage, simultaneous={"probability": 1, "max_secs": 0.5})
    assert len({one.at for one in stage.posted}) < len(stage.posted)


def test_delayed_events_arrive_late(stage):
    delay = {"probability": 1, "min_secs": 2, "max_secs": 2}
    stage.control("faults", webhooks={"delay": delay})
    stage.ring_in()
    stage.advance(1.8)
    assert stage.posted == []
    stage.advance(0.3)
    assert stage.types() == ["call.initiated"]


def test_faults_strike_the_same_way_for_the_same_seed():
    faults = {"drop": {"probability": 0.5, "seed": 9}}
    kept = []
    for _ in range(2):
        stage = Stage()
        talk_with_faults(stage, **faults)
        kept.append(stage.types())
    assert kept[0] == kept[1]


def test_wrong_faults_are_refused(stage):
    for body in ({"webhooks": {"loss": 1}}, {"webhooks": {"drop": 2}}, {"x": 1}):
        answer = stage.emulator.handle(
            "POST", "/_emulator/faults", {}, json.dumps(body)
        )
        assert answer.status == 422


def test_receiver_may_send_commands(stage):
    stage.on_post["call.initiated"] = lambda payload: stage.act(
        payload["call_control_id"], "answer"
    )
    stage.ring_in()
    stage.advance(1)
    assert stage.types() == ["call.initiated", "call.answered"]
