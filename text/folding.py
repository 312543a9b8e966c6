"""Names compared as people compare them: case, width, accents and spaces do not count."""

import unicodedata

from text.plain import plain


def folded(text: str) -> str:
    """Return the key by which two names are the same name (`É  AB` and `e ab`).

    Compatibility forms are resolved (NFKC), case is folded, marks that stand on a letter
    are dropped. A name that is made of such marks alone keeps its own characters.
    """
    compatible = unicodedata.normalize("NFKC", plain(text)).casefold()
    decomposed = unicodedata.normalize("NFKD", compatible)
    bare = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
    return plain(unicodedata.normalize("NFC", bare)) or plain(text).casefold()


def technical(text: str) -> str:
    """Return a name of a to z, 0 to 9 and dashes for a provider; empty when none is left.

    Only what has a Latin form is kept: of another script the caller has to number.
    """
    bare = "".join(c if c.isascii() and c.isalnum() else " " for c in folded(text))
    return "-".join(bare.split())
