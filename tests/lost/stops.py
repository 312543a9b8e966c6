"""Six calls in six states when the product stops, or an older backup is put in its place."""

from pathlib import Path

from callcontrol.reconcile import reconcile
from calls.actions.doubts import doubt_everything
from tests.lost.acts import (
    Act,
    calls,
    hangs_up,
    hears,
    hears_music,
    passes,
    phone_of,
    presses,
    rings,
)
from tests.lost.backup import back_up, restore
from tests.lost.journeys import GREETING, SPEECH, TALK, Journey
from tests.lost.scene import Scene
from tests.lost.watch import SILENT_FOR, WRONG_FOR

# Seconds for which the product is away.
AWAY = 10
# Seconds between the backup and what is lost with everything after it.
OLD = 25
# Within 30 s of the start all is right, and stays so.
AFTER = 50

# Carl talks, Dora and Hanna wait, Gus is offered to Ben, Emil is greeted, Faye rings.
six_calls = (
    *(calls("Carl"), hears_music("Carl")),
    *(presses("Ana", "Pick Carl"), hears("Carl", "Ana")),
    *(calls("Dora"), calls("Hanna"), calls("Gus"), hears_music("Gus")),
    *(phone_of("Ben", "answer", 6), presses("Ben", "Pick Gus"), rings("Ben")),
    *(calls("Emil"), passes(1), calls("Faye")),
)


def start(scene: Scene) -> None:
    """Start the product as its command does; browsers come back and load their pages."""
    scene.world.start()
    doubt_everything(now=scene.world.now)
    reconcile(now=scene.world.now)
    # Pages of calls that the product may know no more are opened anew.
    scene.pages.clear()
    for screen in scene.screens:
        screen.reload()
    scene.watch.excused = dict.fromkeys((WRONG_FOR, SILENT_FOR), scene.seconds)


def is_away(words: str, *, politely: bool) -> Act:
    """Let the product be away while Ida calls, Ben answers, and Hanna gives up."""

    def stop(scene: Scene) -> bool:
        if politely:
            scene.world.settle()
        scene.world.stop()
        for second in range(AWAY):
            if second == 3:
                scene.phone_call("Ida")
            if second == 5:
                scene.hang_up_phone("Hanna")
            scene.pass_time()
        start(scene)
        return True

    return Act(words, stop, ("Hanna",))


def backs_up(path: Path) -> Act:
    def copy(scene: Scene) -> bool:
        back_up(path)
        return True

    return Act("somebody makes a backup", copy)


def is_restored(path: Path) -> Act:
    def put_back(scene: Scene) -> bool:
        scene.world.stop()
        restore(path)
        start(scene)
        return True

    return Act("the backup is restored", put_back)


def stopped(words: str, *, politely: bool) -> Journey:
    acts = (*six_calls, is_away(words, politely=politely), passes(AFTER))
    return Journey("six calls", acts, (*TALK, *SPEECH), {"greeting": GREETING})


def from_backup(path: Path) -> Journey:
    since = (calls("Ida"), passes(OLD // 2), hangs_up("Hanna"), passes(OLD // 2))
    acts = (*six_calls, backs_up(path), *since, is_restored(path), passes(AFTER))
    return Journey("six calls", acts, (*TALK, *SPEECH), {"greeting": GREETING})
