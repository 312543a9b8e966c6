"""One journey with one loss: play it, hang everybody up, and say what came of it."""

from tests.lost.acts import Act
from tests.lost.evidence import repaired_by
from tests.lost.journeys import Journey
from tests.lost.losses import Loss
from tests.lost.outcome import Outcome
from tests.lost.scene import Scene
from tests.lost.stuck import stuck

# Seconds after the last hang-up within which all has to be tidy.
TIDY_WITHIN = 30
# What the product may still do after that shows which of its troubles never end.
LOOK_ON = 5


def play(journey: Journey, loss: Loss, scene: Scene) -> Outcome:
    failures = []
    scene.after_second = loss.after_second
    for number, act in enumerate(journey.acts):
        loss.before_act(number, scene)
        if not do(act, scene):
            failures.append(f"not possible within {act.patience} s: {act.name}")
            break
    failures += end(scene)
    watch = scene.watch
    return Outcome(
        journey.name,
        loss.name,
        round(watch.longest, 1),
        repaired_by(scene),
        (*failures, *watch.failures),
    )


def do(act: Act, scene: Scene) -> bool:
    """Try until it can be done; screens and lines are looked at once a second."""
    for _ in range(act.patience):
        if act.does(scene):
            scene.watch.released |= set(act.ends)
            return True
        scene.pass_time()
    return False


def end(scene: Scene) -> list[str]:
    """Hang everybody up; return what is stuck when all should long be tidy."""
    scene.hang_up_everywhere()
    left: list[str] = []
    for _ in range(TIDY_WITHIN + LOOK_ON):
        scene.pass_time()
        left = sorted(set(stuck(scene.truth)))
        if not left and scene.watch.is_calm:
            break
    return left
