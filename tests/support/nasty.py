"""Sixty texts that somebody may send as a name, each of a kind of its own."""

from provider.callers import UNKNOWN
from provider.numbers import readable
from text.plain import plain

LONG = 500
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
HEBREW = "\u05e9\u05dc\u05d5\u05dd \u05db\u05d4\u05df"
ARABIC = "\u0645\u062d\u0645\u062f \u0639\u0644\u064a"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
FLAG = "\U0001f1e9\U0001f1ea"

NASTY: tuple[str, ...] = (
    # Nothing, and what cannot be seen.
    "",
    " ",
    "\t\n\r",
    "\u200b",
    "\u200b" * LONG,
    "\u200c\u200d\u2060\ufeff",
    "\u3164",
    "\u2800" * 20,
    "\u00ad" * 30,
    "\x00\x01\x1b[31m\x7f",
    "\ue000\uf8ff",
    "\U000e0041\U000e0042",
    # Long, with and without a place to break.
    "W" * 60,
    "W" * LONG,
    "i" * LONG,
    "wide " * 100,
    "-" * LONG,
    "_" * 120,
    "." * LONG,
    "/" * 200,
    "https://example.org/" + "path/" * 60,
    "a@" + "b" * 200 + ".example",
    "0123456789" * 12,
    "+" * 60,
    "\u00a0".join(["never", "breaks"] * 30),
    "Donau\u00addampf\u00adschiff\u00adfahrt" * 8,
    "\u6f22\u5b57" * 120,
    "\u5ba2\u670d",
    "\u0e01\u0e33\u0e25\u0e31\u0e07" * 40,
    "\ufdfd" * 12,
    # Right to left, and marks that turn the order.
    HEBREW,
    ARABIC,
    ARABIC * 30,
    f"{HEBREW} 12 {ARABIC}",
    f"Ana {HEBREW} Ruiz",
    PERSIAN,
    "\u202eziuR anA",
    "\u202e" * 100 + "Ana",
    "\u2066\u2067\u202b" * 40 + "Ana",
    "\u200f\u200fAna\u200f",
    "\u0661\u0662\u0663",
    "Ana \u2028 Ruiz \u2029 x",
    # Marks that pile up, and letters that are wider than their place.
    "Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307" * 20,
    "\u0301" * LONG,
    "a" + "\u0489" * 200,
    "o\u20dd\u20de\u20e3" * 20,
    "\uff37\uff49\uff44\uff45" * 30,
    "\u1e9e\ufb01\u0149" * 40,
    # Emoji.
    "\U0001f4de",
    "\U0001f4de" * 250,
    FAMILY * 40,
    FLAG * 60,
    "\u263a\ufe0f" * 60,
    # What a page, a sheet or a shell might read as its own.
    "<b>Ana</b>",
    "<script>alert(1)</script>" * 10,
    '"><img src=x onerror=alert(1)>',
    "{{ 7|add:7 }}{% now %}",
    "&amp;&lt;&#128222;" * 10,
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE calls_call; --",
)


def shown(text: str) -> str:
    """Return what a page prints of it where a caller is named."""
    return readable(plain(text)) or UNKNOWN
