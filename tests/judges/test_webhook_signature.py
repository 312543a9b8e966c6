"""The SDK and the product's verifier agree on every webhook, true or false."""

import base64
import time

import pytest
import telnyx
from nacl.signing import SigningKey

from emulator.webhooks.sign import Signer
from provider.errors import SignatureError
from provider.signature import Verifier
from tests.judges.stage import Stage, drive
from tests.judges.tours import TOURS

STAMP, SIGNATURE = "telnyx-timestamp", "telnyx-signature-ed25519"


@pytest.fixture(scope="module")
def played():
    """Stages with the webhooks of every tour."""
    stages = [Stage() for _ in TOURS]
    for stage, tour in zip(stages, TOURS, strict=True):
        drive(stage, tour)
    return stages


@pytest.fixture
def signer():
    return Signer(bytes(range(32)))


BODY = b'{"data":{"event_type":"call.bridged","id":"1","payload":{"from":"\xc3\xa9"}}}'


def sdk_accepts(public_key, headers, body):
    sdk = telnyx.Telnyx(api_key="KEY", public_key=public_key)
    try:
        sdk.webhooks.unwrap(body.decode(), headers=headers)
    except ValueError:
        return False
    return True


def product_accepts(public_key, headers, body):
    lower = {name.lower(): value.encode() for name, value in headers.items()}
    try:
        Verifier([public_key]).verify(
            timestamp=lower.get(STAMP, b""),
            signature=lower.get(SIGNATURE, b""),
            body=body,
            now=time.time(),
        )
    except SignatureError:
        return False
    return True


def test_both_accept_every_webhook_of_the_emulator(played):
    assert sum(len(stage.webhooks) for stage in played) > 100
    for stage in played:
        key = stage.emulator.signer.public_key
        for webhook in stage.webhooks:
            assert sdk_accepts(key, webhook.headers, webhook.body)
            assert product_accepts(key, webhook.headers, webhook.body)


def test_sdk_reads_what_the_event_says(played):
    stage = played[0]
    sdk = telnyx.Telnyx(api_key="KEY", public_key=stage.emulator.signer.public_key)

    first = sdk.webhooks.unwrap(
        stage.webhooks[0].body.decode(), headers=stage.webhooks[0].headers
    )

    assert first.data.event_type == "call.initiated"
    assert first.data.payload.direction == "incoming"
    assert first.data.payload.from_ == "+15550100001"


FORGERIES = {
    "other key": lambda stamp, body: Signer(bytes(32)).headers(stamp, body),
    "other body": lambda stamp, body: Signer(bytes(range(32))).headers(stamp, b"x"),
    "other stamp": lambda stamp, body: {
        **Signer(bytes(range(32))).headers(stamp, body),
        STAMP: str(stamp + 1),
    },
    "body without stamp": lambda stamp, body: {
        **Signer(bytes(range(32))).headers(stamp, body),
        SIGNATURE: signature_without_stamp(body),
    },
    "no signature": lambda stamp, body: {STAMP: str(stamp)},
    "no stamp": lambda stamp, body: {
        SIGNATURE: Signer(bytes(range(32))).headers(stamp, body)[SIGNATURE]
    },
    "empty signature": lambda stamp, body: {STAMP: str(stamp), SIGNATURE: ""},
    "not base64": lambda stamp, body: {STAMP: str(stamp), SIGNATURE: "!" * 88},
    "too short": lambda stamp, body: {STAMP: str(stamp), SIGNATURE: "aGVsbG8="},
    "stamp is no number": lambda stamp, body: {
        **Signer(bytes(range(32))).headers(stamp, body),
        STAMP: "yesterday",
    },
}


def signature_without_stamp(body):
    signed = SigningKey(bytes(range(32))).sign(body).signature
    return base64.b64encode(signed).decode()


@pytest.mark.parametrize("name", FORGERIES)
def test_both_refuse_a_forgery(signer, name):
    headers = FORGERIES[name](int(time.time()), BODY)

    assert not sdk_accepts(signer.public_key, headers, BODY)
    assert not product_accepts(signer.public_key, headers, BODY)


@pytest.mark.parametrize("position", range(0, 64, 7))
def test_both_refuse_a_changed_signature(signer, position):
    headers = signer.headers(int(time.time()), BODY)
    signed = bytearray(base64.b64decode(headers[SIGNATURE]))
    signed[position] ^= 1
    headers[SIGNATURE] = base64.b64encode(signed).decode()

    assert not sdk_accepts(signer.public_key, headers, BODY)
    assert not product_accepts(signer.public_key, headers, BODY)


@pytest.mark.parametrize("position", range(0, len(BODY) - 12, 9))
def test_both_refuse_a_changed_body(signer, position):
    headers = signer.headers(int(time.time()), BODY)
    changed = bytearray(BODY)
    changed[position] ^= 1

    assert not sdk_accepts(signer.public_key, headers, bytes(changed))
    assert not product_accepts(signer.public_key, headers, bytes(changed))


@pytest.mark.parametrize("age", [-3600, -302, 302, 3600, 7 * 86_400])
def test_both_refuse_a_stale_one(signer, age):
    headers = signer.headers(int(time.time()) - age, BODY)

    assert not sdk_accepts(signer.public_key, headers, BODY)
    assert not product_accepts(signer.public_key, headers, BODY)


@pytest.mark.parametrize("age", [-298, 0, 298])
def test_both_accept_a_fresh_one(signer, age):
    headers = signer.headers(int(time.time()) - age, BODY)

    assert sdk_accepts(signer.public_key, headers, BODY)
    assert product_accepts(signer.public_key, headers, BODY)
