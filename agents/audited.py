"""What the audit tells of agents and of the reasons for not being ready."""

from django.contrib.auth.models import User

from agents.models import Agent, NotReadyReason, PresenceRules, Skill
from agents.states import AgentState
from audit.actions import note
from audit.changes import Change, Value
from audit.states import Action
from audit.subjects import Subject, Thing, fields_of, labels_of

PRESENCE_FIELDS = ("gone_after_secs", "offline_after_secs")
REASON_FIELDS = ("name", "position", "icon", "counts_as_work", "is_offered")


def _reason(reason: NotReadyReason) -> dict[str, Value]:
    return fields_of(reason, REASON_FIELDS)


REASON = Subject(
    kind="reason",
    label="Reason",
    model=NotReadyReason,
    values=_reason,
    labels=labels_of(NotReadyReason, REASON_FIELDS),
)


def _skill(skill: Skill) -> dict[str, Value]:
    return fields_of(skill, ("name",))


SKILL = Subject(
    kind="skill",
    label="Skill",
    model=Skill,
    values=_skill,
    labels=labels_of(Skill, ("name",)),
)


def _presence_rules(rules: PresenceRules) -> dict[str, Value]:
    return fields_of(rules, PRESENCE_FIELDS)


PRESENCE_RULES = Subject(
    kind="presence",
    label="Presence",
    model=PresenceRules,
    values=_presence_rules,
    labels=labels_of(PresenceRules, PRESENCE_FIELDS),
    name=lambda _: "",
)


def note_state_set(agent: Agent, state: AgentState, reason: str, *, by: User) -> None:
    """Note a state that somebody else has chosen for an agent."""
    before = agent.reason or AgentState(agent.state).label
    change = Change("state", before, reason or state.label)
    note(Action.STATE_SET, Thing("person", agent.user_id, agent.name), change, by=by)
