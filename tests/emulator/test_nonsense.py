"""Nonsense that looks almost right is refused, and breaks nothing."""

import pytest

from tests.emulator.stage import KEY

NOT_JSON = [
    b'{"client_state": ' + b"9" * 5000 + b"}",
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"max_size": NaN}',
    b'{"max_size": -Infinity}',
]


@pytest.mark.parametrize("raw", NOT_JSON, ids=lambda raw: raw[:20].decode())
def test_what_only_resembles_json_is_malformed(stage, raw):
    answer = stage.emulator.handle("POST", "/v2/queues", KEY, raw)
    assert (answer.status, answer.json()["errors"][0]["code"]) == (400, "10015")


@pytest.mark.parametrize(
    "raw", [rb'{"queue_name": "\ud800"}', b'{"queue_name": "\xff"}']
)
def test_half_a_character_is_an_encoding_error(stage, raw):
    answer = stage.emulator.handle("POST", "/v2/queues", KEY, raw)
    assert (answer.status, answer.json()["errors"][0]["code"]) == (400, "10028")


@pytest.mark.parametrize("number", ["²", "٣", "9" * 5000, "--1", ""])
def test_page_is_a_number_in_plain_digits(stage, number):
    path = f"/queues?page[number]={number}"
    assert stage.refused("GET", path) == (422, "10015")


@pytest.mark.parametrize("cursor", ["bzU=", "by01", "bw==", "b8Ky", "x"])
def test_invented_cursor_starts_at_a_row(stage, cursor):
    """o5, o-5, o, o², and no base64 at all."""
    carl = stage.caller()
    path = f"/connections/{stage.app}/active_calls?page[after]={cursor}"
    shown = [one["call_control_id"] for one in stage.get(path)]
    assert shown == ([] if cursor == "bzU=" else [carl])


@pytest.mark.parametrize("count", ["²", "9" * 5000, "1.5", "-1", "", True])
def test_loop_is_a_number_in_plain_digits(stage, count):
    body = {"audio_url": "http://shop.test/a.mp3", "loop": count}
    refused = stage.act_refused(stage.caller(), "playback_start", **body)
    assert refused == (422, "10015")


def test_no_integer_is_longer_than_32_bits(stage):
    body = {"timeout_millis": 10**400}
    assert stage.act_refused(stage.caller(), "gather", **body) == (422, "10033")


CONTROL = [
    ("POST", "inbound_calls", b"[" * 100_000, 400),
    ("POST", "callees", b'{"address": "*", "after_secs": NaN}', 400),
    ("POST", "clock", b'{"advance_secs": 1e308}', 422),
    ("POST", "clock", b'{"advance_secs": 1' + b"0" * 400 + b"}", 422),
    ("POST", "traffic", b'{"calls_per_minute": 1' + b"0" * 400 + b"}", 422),
    ("POST", "faults", b'{"webhooks": {"delay": {"max_secs": 1e308}}}', 422),
    ("GET", "journal?after=%C2%B2", b"", 422),
    ("GET", "journal?after=" + "9" * 5000, b"", 422),
]


@pytest.mark.parametrize(("method", "path", "raw", "status"), CONTROL)
def test_control_api_refuses_nonsense(stage, method, path, raw, status):
    answer = stage.emulator.handle(method, f"/_emulator/{path}", {}, raw)
    assert (answer.status, list(answer.json())) == (status, ["error"])


@pytest.mark.parametrize("part", ["bytes=²-", "bytes=" + "9" * 5000 + "-"])
def test_range_in_no_plain_digits_is_ignored(stage, part):
    path = "/media/hold.wav"
    answer = stage.emulator.handle("GET", path, {"Range": part}, b"")
    assert answer.status == 200
