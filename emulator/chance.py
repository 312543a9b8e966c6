"""Repeatable chance."""

from __future__ import annotations

import random


def seeded(*parts: object) -> random.Random:
    """A generator that gives the same numbers for the same parts."""
    text = "-".join(str(part) for part in parts)
    return random.Random(text)  # noqa: S311 - repeatable on purpose, guards nothing
