"""What a caller before a queue, or after one, needs next."""

from tests.mutants.mutant import Rules

STEPS = Rules("flows/steps.py", ("tests/flows/test_steps.py",))
GRAPH = Rules("flows/graph.py", ("tests/flows/test_graph.py",))

MUTANTS = (
    STEPS.broken(
        "if here.times_asked >= here.tries:",
        "if here.times_asked > here.tries:",
        "a menu asks as often as it says",
    ),
    STEPS.broken(
        "here.asked_until is not None and here.asked_until > last.last_at:",
        "here.asked_until is not None:",
        "the end of one question is not that of the next one",
    ),
    STEPS.broken(
        "return now - last.last_at >= speaking_time(here.text) + here.waits_for",
        "return False",
        "a lost end of asking holds nobody",
    ),
    STEPS.broken(
        "if here.hearing == Hearing.MUSIC and not _is_done(asked.get(Step.STOP), now):",
        "if False:",
        "the music stops before words are spoken",
    ),
    STEPS.broken(
        "return Go(Outcome.UNANSWERED)",
        "return None",
        "who rings in vain is told of",
    ),
    GRAPH.broken(
        'node["choices"].get(digit) or node["otherwise"]',
        'node["choices"].get(digit, "")',
        "whoever presses nothing that leads anywhere comes to a person",
    ),
    GRAPH.broken(
        'return last is not None and last["kind"] in PEOPLE',
        "return last is not None",
        "a menu always has a way to a person",
    ),
)
