"""What the tests of these pages share."""

import html
from typing import Any

from django.utils.html import strip_tags


def said(**changes: Any) -> dict[str, Any]:
    """Return what the form of a person posts: an agent called Lena, unless changed."""
    given = {
        "name": "Lena Park",
        "email": "lena@example.org",
        "role": "agent",
        "reach": "own_queues",
        "phone": "sip:lena@sip.telnyx.com",
    }
    return {**given, **changes}


def text(answer: Any) -> str:
    """Return what is read on a page, in one line."""
    return " ".join(html.unescape(strip_tags(answer.content.decode())).split())


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 422
    found: dict[str, list[str]] = answer.context["form"].errors
    return found
