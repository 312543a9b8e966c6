"""Who takes calls, where they are dialled, what they do now and what they did before."""

from agents.models.phones import Phone, Softphone
from agents.models.staff import (
    Absence,
    Agent,
    AgentSkill,
    AgentStateChange,
    Engagement,
    NotReadyReason,
    PresenceRules,
    Skill,
    StateChoice,
    Workday,
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
