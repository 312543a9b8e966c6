"""Text from outside as it may be printed: whoever sent it chose every character."""

import unicodedata
from functools import lru_cache

# The joiners that Persian, Indic scripts and emoji need between two characters.
JOINERS = "\u200c\u200d"
# Letters, marks and signs that draw nothing though Unicode does not call them format
# characters: Hangul fillers, the blank Braille pattern, the grapheme joiner.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
DROPPED = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
MARKS = ("Mn", "Me")
# More marks than any script puts on one letter climb over the lines around it.
MOST_MARKS = 3


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return what of the text is drawn, on one line and in the order it is read in.

    Control, directional, zero-width and unassigned characters are dropped, whatever
    separates becomes one space, and marks are kept to those that a letter can carry.
    Empty when nothing is left that could be seen.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    before, after = None, text
    # What is dropped brings others together, which may then be loose themselves.
    while after != before:
        before, after = after, _without_the_unseen(after)
    return after


def _without_the_unseen(text: str) -> str:
    seen = "".join(_drawn(one) for one in unicodedata.normalize("NFC", text))
    return _without_piles(_without_loose_joiners(" ".join(seen.split())))


def _drawn(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp") or character in "\t\n\r\v\f\x85":
        return " "
    if character in JOINERS:
        return character
    return "" if category in DROPPED or character in BLANK else character


def _without_loose_joiners(text: str) -> str:
    """Keep a joiner only between two characters that are drawn."""
    around = zip(f" {text}", text, f"{text[1:]} ", strict=False)
    return "".join(
        character
        for before, character, after in around
        if character not in JOINERS or not {before, after} & set(f" {JOINERS}")
    )


def _without_piles(text: str) -> str:
    """Keep so many marks as a letter can carry; a mark without a letter is nobody's."""
    kept: list[str] = []
    room = 0
    for character in text:
        is_mark = unicodedata.category(character) in MARKS
        if not is_mark:
            room = 0 if character == " " else MOST_MARKS
        if not is_mark or room > 0:
            kept.append(character)
            room -= is_mark
    return "".join(kept)
