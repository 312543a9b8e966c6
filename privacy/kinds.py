"""Every kind of thing that the audit tells of: its words, and the page that it has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from accounts.audited import ROLE, TEAM
from agents.audited import PRESENCE_RULES, REASON, SKILL
from audit.models import AuditRow
from audit.states import Action
from audit.subjects import Subject
from people.audited import PERSON
from privacy.audited import RETENTION
from provisioning.audited import APPLICATION, NUMBER
from queues.audited import APPLICATION_ROUTE, NUMBER_ROUTE, QUEUE

SUBJECTS: tuple[Subject[Any], ...] = (
    QUEUE,
    PERSON,
    TEAM,
    ROLE,
    REASON,
    SKILL,
    PRESENCE_RULES,
    APPLICATION,
    APPLICATION_ROUTE,
    NUMBER,
    NUMBER_ROUTE,
    RETENTION,
)
# What has no fields that anybody sets.
OTHERS = {
    "call": "Call",
    "recording": "Recording",
    "webhook": "Webhook",
    "discrepancy": "Repair",
    "audit": "Audit",
    "caller": "Caller",
    # Of the room above.
    "api_key": "API key",
    "endpoint": "Outgoing webhooks",
}
PAGES = {
    "queue": "queues:edit",
    "person": "people:edit",
    "team": "people:team",
    "reason": "people:reason",
    "role": "people:role",
    "skill": "people:skill",
    "application": "provisioning:edit",
    "call": "calls:detail",
    "webhook": "provisioning:event",
}


@dataclass(frozen=True)
class Kind:
    label: str
    labels: Mapping[str, str] = field(default_factory=dict)


def _kinds() -> dict[str, Kind]:
    """Put together what several tables say of one kind."""
    kinds = {name: Kind(label) for name, label in OTHERS.items()}
    for one in SUBJECTS:
        known = kinds.get(one.kind, Kind(one.label))
        kinds[one.kind] = Kind(one.label, {**known.labels, **one.labels})
    return kinds


KINDS = _kinds()
CHOICES = sorted(((name, kind.label) for name, kind in KINDS.items()), key=str)


def label_of(row: AuditRow) -> str:
    """Return what kind of thing a row is about, in words."""
    kind = KINDS.get(row.kind)
    return kind.label if kind else row.kind


def field_of(row: AuditRow) -> str:
    """Return the words for the field of a row; empty for none."""
    kind = KINDS.get(row.kind)
    return kind.labels.get(row.field, row.field) if kind else row.field


def page_of(row: AuditRow) -> str:
    """Return the address of what a row is about; empty when it has no page any more."""
    name = PAGES.get(row.kind)
    if not name or not row.subject.isdecimal() or row.action == Action.DELETED:
        return ""
    return reverse(name, args=[row.subject])
