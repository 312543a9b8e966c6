"""Names, numbers and other text from outside as pages print them: docs/ui.md.

Whoever sent the text chose every character of it. What cannot be seen is dropped; what
is left is fenced by <bdi>, so that it never turns the order of what stands beside it,
and has a width, with the whole text in its title.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from provider import callers
from provider.numbers import readable
from text.plain import plain as printable

# A telephone number as it is kept, in the middle of a text.
NUMBER = re.compile(r"(?<![\w+])(\+[1-9]\d{6,14})(?![\w@])", re.ASCII)


class Calls(Protocol):
    """Whatever has a caller."""

    caller_name: str
    from_number: str


def plain(text: object) -> str:
    """Print what of the text can be seen; for attributes and for text that is free."""
    return printable(str(text))


def lines(text: object) -> str:
    """Print what can be seen of a text of several lines, line by line."""
    return "\n".join(plain(line) for line in str(text).splitlines())


def phone(number: object) -> str:
    """Print a number by its country, a SIP address without `sip:`, all else as it is."""
    return readable(plain(number))


def isolated(text: object, otherwise: str = "—") -> SafeString:
    """Print a name or number on its own; `otherwise` when there is nothing to see."""
    shown = phone("" if text is None else text)
    if not shown:
        return format_html("{}", otherwise)
    return format_html('<bdi class="cc-outside" title="{0}">{0}</bdi>', shown)


def names(texts: Iterable[object], otherwise: str = "—") -> SafeString:
    """Print several names as `isolated` does, with commas between them."""
    shown = format_html_join(", ", "{}", ((isolated(text),) for text in texts))
    return shown or format_html("{}", otherwise)


def sentence(text: object) -> SafeString:
    """Print a sentence, with each number in it as `phone` has it.

    Beside letters that run from right to left a number is fenced, too.
    """
    shown = plain(text)
    number = "<bdi>{}</bdi>" if _runs_leftwards(shown) else "{}"
    pieces = enumerate(NUMBER.split(shown))
    return format_html_join(
        "",
        "{}",
        (
            (format_html(number, readable(piece)) if place % 2 else piece,)
            for place, piece in pieces
        ),
    )


def _runs_leftwards(text: str) -> bool:
    return any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)


def caller(call: Calls) -> SafeString:
    """Print who calls: the name, else the number, else a word; never nothing."""
    return isolated(caller_words(call))


def number_beside(call: Calls) -> SafeString:
    """Print the number beside a caller's name; nothing where the number is the name."""
    return isolated(callers.number_beside(call.caller_name, call.from_number), "")


def caller_words(call: Calls) -> str:
    """Say who calls, for attributes and for what is read out."""
    return callers.caller_words(call.caller_name, call.from_number)
