"""What was changed last, beside the field that it is about."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from audit import queries
from audit.models import AuditRow
from text.plain import plain

register = template.Library()


@register.simple_tag
def last_changes(kind: str, key: object) -> dict[str, AuditRow]:
    """Return the last change of each field of a thing; none of one that is new."""
    return queries.last_changes(kind, key) if key else {}


@register.inclusion_tag("audit/_last_change.html", takes_context=True)
def last_change(context: Mapping[str, Any], field: str) -> dict[str, Any]:
    """Print who changed a field last, where the page has asked for `changes`."""
    changes = context.get("changes") or {}
    return {"row": changes.get(field)}


@register.simple_tag
def change(row: AuditRow) -> SafeString:
    """Print what a field was and is; of a list, what went and what came."""
    old, new = _fenced(row.old), _fenced(row.new)
    if not row.is_list:
        return format_html("{} → {}", old, new)
    if not row.new:
        return format_html("without {}", old)
    if not row.old:
        return format_html("with {}", new)
    return format_html("without {}, with {}", old, new)


def _fenced(text: str) -> SafeString:
    """A text from outside, or the word for none."""
    shown = plain(text)
    return format_html("<bdi>{}</bdi>", shown) if shown else SafeString("empty")
