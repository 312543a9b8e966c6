"""Who gets which caller, and why: plain values in, a decision with its reasons out."""

from queues.routing.decision import Choice, Considered, Verdict, choose_agents
from queues.routing.skills import SkillStep, lacking, needed_at, next_relaxation_at
from queues.routing.turns import Decision, WaitingCaller, next_caller
from queues.routing.values import Candidate, Colleague, Policy, Sticky, WaitingFor
from queues.routing.waiting import Why, why_waiting

__all__ = [
    "Candidate",
    "Choice",
    "Colleague",
    "Considered",
    "Decision",
    "Policy",
    "SkillStep",
    "Sticky",
    "Verdict",
    "WaitingCaller",
    "WaitingFor",
    "Why",
    "choose_agents",
    "lacking",
    "needed_at",
    "next_caller",
    "next_relaxation_at",
    "why_waiting",
]
