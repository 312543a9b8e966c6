"""Who gets which caller."""

from tests.mutants.mutant import Rules

CHOOSING = ("tests/queues/test_choosing.py",)
DECISION = Rules("queues/routing/decision.py", CHOOSING)
SKILLS = Rules("queues/routing/skills.py", CHOOSING)
STRATEGIES = Rules("queues/routing/strategies.py", CHOOSING)
TURNS = Rules("queues/routing/turns.py", ("tests/queues/test_routing.py",))
WAITING = Rules("queues/routing/waiting.py", ("tests/queues/test_why_waiting.py",))

MUTANTS = (
    DECISION.broken(
        "if one.rests_until is not None and one.rests_until > now:",
        "if one.rests_until is not None and one.rests_until < now:",
        "who did not take a caller is not asked again at once",
    ),
    DECISION.broken(
        "if sticky and not wanted and now < sticky.until:",
        "if sticky and not wanted:",
        "a caller waits for one agent until the limit, and no longer",
    ),
    DECISION.broken(
        "ordered = [*wanted, *(one for one in ordered if one not in wanted)]",
        "ordered = [*ordered]",
        "the agent of the last call goes before the order of the queue",
    ),
    SKILLS.broken(
        "if step.after <= max(waited, timedelta()):",
        "if step.after < max(waited, timedelta()):",
        "less is needed from the very second that is set",
    ),
    SKILLS.broken(
        "if skills.get(one.skill_pk, 0) < one.level)",
        "if skills.get(one.skill_pk, 0) <= one.level)",
        "the level that is needed is enough",
    ),
    STRATEGIES.broken(
        "key=lambda one: (one.place, *key(one), one.idle_since, one.agent_pk),",
        "key=lambda one: (*key(one), one.idle_since, one.agent_pk),",
        "whose primary queue it is goes before overflow",
    ),
    STRATEGIES.broken(
        'return f"{caller.entry_pk}.{caller.offers}"',
        'return f"{caller.entry_pk}"',
        "each turn of a random order is drawn anew",
    ),
    TURNS.broken(
        "return -self.priority, self.entered_at, self.entry_pk",
        "return -self.priority, self.entry_pk",
        "of one priority whoever waits longest is next",
    ),
    WAITING.broken(
        "able = [one for one in here if not lacking(one.skills, policy.steps, waited)]",
        "able = list(here)",
        "those who lack what is needed are no reason to wait",
    ),
)
