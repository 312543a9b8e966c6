"""What agents can know, and how well each of them does."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import ProtectedError

from agents.audited import SKILL
from agents.models import Agent, AgentSkill, Skill
from audit.actions import noting
from live import topics
from live.announce import announce
from live.refusals import Refused, refusing_taken_name

IS_NEEDED = (
    "{skill} is needed by a queue, or known by an agent; take it away there first."
)


@transaction.atomic
def save_skill(skill: Skill) -> None:
    """Store a skill; raises Refused when another one has got its name meanwhile."""
    with noting((SKILL, skill)), refusing_taken_name(skill):
        skill.save()
    announce(topics.queues())


@transaction.atomic
def delete_skill(pk: int) -> Skill:
    """Delete a skill; raises Refused for one that a queue needs or an agent has."""
    skill = Skill.objects.select_for_update().get(pk=pk)
    try:
        with noting((SKILL, skill)):
            Skill.objects.filter(pk=pk).delete()
    except ProtectedError as error:
        raise Refused(IS_NEEDED.format(skill=skill.name)) from error
    return skill


@transaction.atomic
def set_skills(agent: Agent, levels: Mapping[Skill, int]) -> None:
    """Say what an agent knows, and how well: 1 to 5."""
    rows = AgentSkill.objects.filter(agent=agent)
    rows.exclude(skill__in=levels).delete()
    for skill, level in levels.items():
        AgentSkill.objects.update_or_create(
            agent=agent, skill=skill, defaults={"level": level}
        )
    announce(topics.queues(), topics.agents())
