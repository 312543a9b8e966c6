"""What no line of the log may hold: the site's secrets, and callers' numbers: pure."""

import re
from collections.abc import Iterable
from urllib.parse import quote

HIDDEN = "[hidden]"
NUMBER = "[number]"
# As Telnyx and we write it, also as a part of a SIP address or of an address on the web.
NUMBERS = re.compile(r"(?:\+|%2[Bb])\d{6,15}")
BEARER = re.compile(r"(Bearer\s+)[^\s\"',]+", re.IGNORECASE)
# Shorter ones stand in ordinary words.
SHORTEST_SECRET = 6


class Hiding:
    """Takes out of a text what nobody may read in a log.

    `secrets` are the values themselves; whoever `shows_numbers` wants to read them.
    """

    def __init__(self, secrets: Iterable[str], *, shows_numbers: bool = False) -> None:
        values = {one for one in secrets if len(one) >= SHORTEST_SECRET}
        forms = values | {quote(one, safe="") for one in values}
        # The longest first: one may begin with another.
        words = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
        self._secrets = re.compile(words) if words else None
        self._shows_numbers = shows_numbers

    def of(self, text: str) -> str:
        if self._secrets is not None:
            text = self._secrets.sub(HIDDEN, text)
        text = BEARER.sub(rf"\g<1>{HIDDEN}", text)
        return text if self._shows_numbers else NUMBERS.sub(NUMBER, text)
