"""What our verifier lets in, and that Telnyx's own SDK agrees in every case."""

import base64
import time

import pytest
import telnyx

from emulator import Emulator
from provider.errors import SignatureError, StaleTimestamp
from provider.signature import TOLERANCE_SECS, Verifier
from tests.support.signing import (
    OTHER_KEY,
    TELNYX_KEY,
    body_of,
    headers_of,
    public,
)

NOW = 1_800_000_000.0
VERIFIER = Verifier([public(TELNYX_KEY)])


def verify(body: bytes, headers: dict[str, str], now: float = NOW) -> None:
    VERIFIER.verify(
        timestamp=headers["telnyx-timestamp"].encode(),
        signature=headers["telnyx-signature-ed25519"].encode(),
        body=body,
        now=now,
    )


def sdk_takes(body: bytes, headers: dict[str, str], key: str) -> bool:
    client = telnyx.Telnyx(api_key="KEY", public_key=key)
    try:
        client.webhooks.unwrap(body.decode(), headers=headers)
    except Exception:
        return False
    return True


def test_a_fresh_signature_is_taken():
    body = body_of()

    verify(body, headers_of(body, at=NOW))


@pytest.mark.parametrize("offset", [-TOLERANCE_SECS, TOLERANCE_SECS])
def test_the_tolerance_goes_both_ways(offset):
    body = body_of()

    verify(body, headers_of(body, at=NOW + offset))


@pytest.mark.parametrize("offset", [-TOLERANCE_SECS - 1, TOLERANCE_SECS + 1, -604_800])
def test_a_good_signature_of_another_time_is_stale(offset):
    body = body_of()

    with pytest.raises(StaleTimestamp):
        verify(body, headers_of(body, at=NOW + offset))


def test_another_key_is_refused():
    body = body_of()

    with pytest.raises(SignatureError) as refusal:
        verify(body, headers_of(body, at=NOW, key=OTHER_KEY))
    assert not isinstance(refusal.value, StaleTimestamp)


def test_the_old_key_serves_until_it_is_taken_away():
    body = body_of()
    headers = headers_of(body, at=NOW, key=OTHER_KEY)
    both = Verifier([public(TELNYX_KEY), public(OTHER_KEY)])

    both.verify(
        timestamp=headers["telnyx-timestamp"].encode(),
        signature=headers["telnyx-signature-ed25519"].encode(),
        body=body,
        now=NOW,
    )


def test_every_altered_byte_of_the_body_is_refused():
    body = body_of()
    headers = headers_of(body, at=NOW)

    for place in range(len(body)):
        altered = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        with pytest.raises(SignatureError):
            verify(altered, headers)


def test_every_altered_byte_of_the_signature_is_refused():
    body = body_of()
    headers = headers_of(body, at=NOW)
    signature = base64.b64decode(headers["telnyx-signature-ed25519"])

    for place in range(64):
        changed = bytearray(signature)
        changed[place] ^= 0x80
        headers["telnyx-signature-ed25519"] = base64.b64encode(changed).decode()
        with pytest.raises(SignatureError):
            verify(body, headers)


def test_a_swapped_timestamp_is_refused():
    body = body_of()
    headers = headers_of(body, at=NOW)
    headers["telnyx-timestamp"] = str(int(NOW) + 1)

    with pytest.raises(SignatureError):
        verify(body, headers)


@pytest.mark.parametrize(
    "timestamp", ["", "now", "-1", "1e9", "+1800000000", "1800000000.0", "9" * 400]
)
def test_a_timestamp_of_another_shape_is_refused(timestamp):
    body = body_of()
    headers = {**headers_of(body, at=NOW), "telnyx-timestamp": timestamp}

    with pytest.raises(SignatureError):
        verify(body, headers)


@pytest.mark.parametrize(
    "signature",
    ["", "A", "!" * 88, "A" * 87 + "é", "A" * 88, "A" * 86 + "=A", "A" * 9000],
)
def test_a_signature_of_another_shape_is_refused(signature):
    body = body_of()
    headers = {**headers_of(body, at=NOW), "telnyx-signature-ed25519": signature}

    with pytest.raises(SignatureError):
        verify(body, headers)


def test_no_key_is_a_mistake_and_not_an_open_door():
    with pytest.raises(ValueError, match="No public key"):
        Verifier([])


@pytest.mark.parametrize(
    "key", ["", "short", "!" * 44, base64.b64encode(b"x" * 31).decode()]
)
def test_a_key_that_is_none_is_named(key):
    with pytest.raises(ValueError, match="is not 32 bytes in base64"):
        Verifier([key])


@pytest.fixture(scope="module")
def emulated_webhook() -> tuple[bytes, dict[str, str], str]:
    sent: list[tuple[dict[str, str], bytes]] = []

    def receive(url: str, headers: dict[str, str], body: bytes) -> int:
        sent.append((headers, body))
        return 200

    emulator = Emulator(sender=receive)
    emulator.handle(
        "POST",
        "/_emulator/reset",
        {},
        b'{"seed_demo": true, "webhook_event_url": "http://127.0.0.1:1/webhooks"}',
    )
    emulator.handle(
        "POST",
        "/_emulator/inbound_calls",
        {},
        b'{"from": "+15550190001", "to": "+15550100100"}',
    )
    emulator.advance(1)
    headers, body = sent[0]
    return body, headers, emulator.signer.public_key


def test_what_the_emulator_signs_is_taken_by_the_sdk_and_by_us(emulated_webhook):
    body, headers, key = emulated_webhook

    assert sdk_takes(body, headers, key)
    Verifier([key]).verify(
        timestamp=headers["telnyx-timestamp"].encode(),
        signature=headers["telnyx-signature-ed25519"].encode(),
        body=body,
        now=time.time(),
    )


def forged(body: bytes) -> tuple[bytes, dict[str, str]]:
    return body, headers_of(body, key=OTHER_KEY)


def stale(body: bytes) -> tuple[bytes, dict[str, str]]:
    return body, headers_of(body, at=time.time() - 400)


def altered(body: bytes) -> tuple[bytes, dict[str, str]]:
    return body.replace(b"+15550100001", b"+15550100002"), headers_of(body)


@pytest.mark.parametrize("spoil", [forged, stale, altered])
def test_what_the_sdk_refuses_is_refused_here(spoil):
    body, headers = spoil(body_of())

    assert not sdk_takes(body, headers, public(TELNYX_KEY))
    with pytest.raises(SignatureError):
        verify(body, headers, now=time.time())
