"""What a value must look like beyond its type.

Each check takes a value and its pointer, and returns the Refusal of a bad one, else None.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from emulator import errors

E164 = re.compile(r"\+[1-9]\d{1,14}")
SIP_URI = re.compile(r"sips?:[^@\s;]+@[^@\s;]+(;\S*)?", re.IGNORECASE)
HTTP_URL = re.compile(r"https?://[^\s/]+\S*")
WEBSOCKET_URL = re.compile(r"wss?://")
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
DISPLAY_NAME = re.compile(r"[\w \-~!.+]*")
COUNT = re.compile(r"[0-9]{1,10}")
DTMF = re.compile(r"[0-9A-Da-d*#wW]+")


def base64_text(value: Any, pointer: str) -> errors.Refusal | None:
    try:
        base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return errors.invalid("The value must be a valid base64 string.", pointer)
    return None


def http_url(value: Any, pointer: str) -> errors.Refusal | None:
    if value == "" or HTTP_URL.fullmatch(value):
        return None
    return errors.invalid("The value must be a URL with its scheme.", pointer)


def uuid_text(value: Any, pointer: str) -> errors.Refusal | None:
    if UUID.fullmatch(value):
        return None
    return errors.invalid("The value must be a UUID.", pointer)


def e164(value: Any, pointer: str) -> errors.Refusal | None:
    return None if E164.fullmatch(value) else errors.not_e164(pointer)


def display_name(value: Any, pointer: str) -> errors.Refusal | None:
    """docs: letters, digits, spaces and ``-_~!.+``."""
    if DISPLAY_NAME.fullmatch(value):
        return None
    return errors.invalid("The value has characters that are not allowed.", pointer)


def sip_address(value: Any, pointer: str) -> errors.Refusal | None:
    if SIP_URI.fullmatch(value):
        return None
    return errors.invalid("The value must be a SIP URI.", pointer)


def websocket_url(value: Any, pointer: str) -> errors.Refusal | None:
    if WEBSOCKET_URL.match(value):
        return None
    return errors.invalid("The value must begin with ws:// or wss://.", pointer)


def number_map(value: Any, pointer: str) -> errors.Refusal | None:
    """An object of numbers."""
    return _values_are(value, (int, float), "number", pointer)


def scalar_map(value: Any, pointer: str) -> errors.Refusal | None:
    """An object of texts, numbers and booleans."""
    kinds = (str, int, float, bool)
    return _values_are(value, kinds, "string, number or boolean", pointer)


def _values_are(
    value: Any, kinds: tuple[type, ...], words: str, pointer: str
) -> errors.Refusal | None:
    for name, one in value.items():
        if type(one) not in kinds:
            detail = f"The value must be of type {words}."
            return errors.invalid(detail, f"{pointer}/{name}")
    return None


def url_map(value: Any, pointer: str) -> errors.Refusal | None:
    """An object of event types, each with a URL or a list of them.

    The document has a URL, newer SDKs a list.
    """
    for event, urls in value.items():
        where = f"{pointer}/{event}"
        listed = urls if isinstance(urls, list) else [urls]
        if not listed:
            return errors.invalid("The list must hold a URL.", where)
        for url in listed:
            if not isinstance(url, str):
                return errors.invalid("The value must be of type string.", where)
            refusal = http_url(url, where)
            if refusal is not None:
                return refusal
    return None


def retry_policies(value: Any, pointer: str) -> errors.Refusal | None:
    """docs: ``{event: {"retries_ms": [...]}}``, at most 5 retries within 60 s."""
    for event, policy in value.items():
        where = f"{pointer}/{event}"
        if not isinstance(policy, dict):
            return errors.invalid("The value must be of type object.", where)
        for name in policy:
            if name != "retries_ms":
                return errors.invalid(f"'{name}' is not known.", f"{where}/{name}")
        delays = policy.get("retries_ms", [])
        if not isinstance(delays, list) or not all(
            type(one) is int and one >= 0 for one in delays
        ):
            return errors.invalid("retries_ms must be a list of milliseconds.", where)
        if len(delays) > 5 or sum(delays) > 60_000:
            return errors.out_of_range("At most 5 retries within 60 s.", where)
    return None


def dtmf(value: Any, pointer: str) -> errors.Refusal | None:
    if DTMF.fullmatch(value):
        return None
    return errors.invalid("Valid digits are 0-9, A-D, *, #, w and W.", pointer)


def loop_count(value: Any, pointer: str) -> errors.Refusal | None:
    """1 to 100, as a number or as digits, or ``infinity``."""
    if value == "infinity":
        return None
    is_count = isinstance(value, int) and not isinstance(value, bool)
    if not is_count and not (isinstance(value, str) and COUNT.fullmatch(value)):
        return errors.invalid(
            "The value must be an integer between 1 and 100, or 'infinity'.", pointer
        )
    if not 1 <= int(value) <= 100:
        return errors.out_of_range("The value must be between 1 and 100.", pointer)
    return None
