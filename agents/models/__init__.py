"""Who takes calls, where they are dialled, what they do now and what they did before."""

from agents.models.facts import (
    Absence,
    AgentStateChange,
    Engagement,
    StateChoice,
    Workday,
)
from agents.models.phones import Phone, Softphone
from agents.models.staff import (
    Agent,
    AgentSkill,
    NotReadyReason,
    PresenceRules,
    Skill,
)

__all__ = [
    "Absence",
    "Agent",
    "AgentSkill",
    "AgentStateChange",
    "Engagement",
    "NotReadyReason",
    "Phone",
    "PresenceRules",
    "Skill",
    "Softphone",
    "StateChoice",
    "Workday",
]
