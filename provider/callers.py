"""Who calls, in words.

Telnyx passes on what the caller's network sends: a name, a number, a word for a withheld
one, a SIP address, or nothing (Telnyx: CNAM and caller ID). What cannot be seen is none.
"""

import re
import unicodedata

from provider.numbers import kept, readable
from text.folding import folded
from text.plain import plain

LONGEST_NAME = 128
NOT_SHOWN = re.compile(r"[^A-Za-z0-9 \-_~!.+]+")
UNKNOWN = "Unknown caller"
ANONYMOUS = "Anonymous caller"
# What networks send in place of a number or name that the caller withholds; the digits
# spell ANONYMOUS on a keypad.
WITHHELD = frozenset(
    (
        "anonymous", "anonymous caller", "asserted", "blocked", "caller id withheld",
        "no caller id", "private", "private caller", "private number", "restricted",
        "withheld", "266696687", "+266696687",
    )
)  # fmt: skip
MISSING = frozenset(
    ("", "n/a", "null", "out of area", "unavailable", "undefined", "unknown",
     "unknown caller", "unknown name", "unknown number")
)  # fmt: skip


def caller_words(name: str, number: str) -> str:
    """Return the name, else the number as it is printed, else a word; never nothing."""
    return _said(name) or _said(number) or _word_for(name, number)


def display_name(name: str, number: str) -> str:
    """Return the same words in the characters that a dial may bring along.

    Letters, digits, spaces and -_~!.+ (Telnyx: Dial, `from_display_name`).
    """
    words = caller_words(name, number)
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    shown = NOT_SHOWN.sub(" ", letters).strip()[:LONGEST_NAME]
    return shown or UNKNOWN


def number_beside(name: str, number: str) -> str:
    """Return the number to print beside the words; empty where they say it already."""
    beside = _said(number)
    return "" if beside == caller_words(name, number) else beside


def _said(sent: str) -> str:
    seen = plain(sent)
    return "" if _is_withheld(seen) or folded(seen) in MISSING else readable(kept(seen))


def _word_for(name: str, number: str) -> str:
    is_withheld = _is_withheld(plain(name)) or _is_withheld(plain(number))
    return ANONYMOUS if is_withheld else UNKNOWN


def _is_withheld(seen: str) -> bool:
    """Whether it is such a word, alone or as the user of a SIP address (RFC 3323)."""
    user = readable(seen).partition("@")[0]
    return folded(user) in WITHHELD
