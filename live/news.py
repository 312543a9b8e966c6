"""A quiet word on a page of found rows that they are not the newest any more.

A list that is searched or paged stands still and says of when it is. It carries one
small fragment, rendered for everybody alike who may see the same rows: a stamp of what
is there now. `static/js/news.js` says so when the stamp is not that of the page.
"""

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from live.fragments import Fragment, Scope


def news(
    name: str,
    facts: Callable[[Scope], Iterable[object]],
    topics: Callable[[Scope], frozenset[str]],
) -> Fragment:
    """Return a fragment that changes with `facts`: few, and equal while nothing did."""

    def context(scope: Scope) -> dict[str, Any]:
        told = repr(list(facts(scope))).encode()
        return {"stamp": hashlib.blake2s(told, digest_size=8).hexdigest()}

    return Fragment(name, "components/news.html", context, topics, varies="sight")
