"""What somebody does in a story, as soon as what they see or hear allows it."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.lost.scene import Scene

Deed = Callable[[Scene], bool]


@dataclass(frozen=True)
class Act:
    """`does` answers False while it cannot be done; it is tried again each second.

    `ends` are those whose conversations may be over with it, "" for everybody's.
    """

    name: str
    does: Deed
    ends: tuple[str, ...] = ()
    # Seconds until nobody believes any more that it will be possible.
    patience: int = 60
    # Whether somebody does something, rather than waits for something.
    is_deed: bool = True


def calls(name: str) -> Act:
    def call(scene: Scene) -> bool:
        scene.phone_call(name)
        return True

    return Act(f"{name} calls", call)


def presses(person: str, label: str, *, ends: tuple[str, ...] = ()) -> Act:
    def press(scene: Scene) -> bool:
        button = scene.button(person, label)
        return button is not None and scene.press(person, button)

    return Act(f"{person} presses {label}", press, ends)


def dials_in(person: str, number: str) -> Act:
    """Type a number into the room on a desk; make a room first where there is none."""

    def dial(scene: Scene) -> bool:
        rooms = [page.pk for name, page in scene.pages.items() if name == "room"]
        if not rooms or f'id="room-{rooms[0]}-add"' not in scene.desks[person].html:
            make_room.does(scene)
            return False
        address = f"/conferences/{rooms[0]}/add/"
        return bool(
            scene.post(scene.users[person], address, to=number).status_code < 300
        )

    make_room = presses(person, "Add somebody")
    return Act(f"{person} dials {number} in", dial)


def hangs_up(name: str, *, ends: tuple[str, ...] = ()) -> Act:
    return Act(
        f"{name} hangs up", lambda scene: scene.hang_up_phone(name), (name, *ends)
    )


def hears(name: str, *others: str) -> Act:
    """Wait until somebody hears exactly these; callers who wait for music say so."""

    def listen(scene: Scene) -> bool:
        return any(one.hears == set(others) for one in scene.truth.live(name))

    heard = " and ".join(others) or "nobody"
    return Act(f"{name} hears {heard}", listen, is_deed=False)


def hears_music(name: str) -> Act:
    def listen(scene: Scene) -> bool:
        return any(one.playing == "playback" for one in scene.truth.live(name))

    return Act(f"{name} hears music", listen, is_deed=False)


def passes(seconds: int) -> Act:
    def wait(scene: Scene) -> bool:
        scene.pass_time(seconds)
        return True

    return Act(f"{seconds} s pass", wait, is_deed=False)


def phone_of(name: str, behaviour: str, after_secs: float = 2) -> Act:
    def script(scene: Scene) -> bool:
        address = f"sip:{name.lower()}@sip.telnyx.com"
        scene.world.script(address, behaviour=behaviour, after_secs=after_secs)
        return True

    return Act(f"{name}'s phone will {behaviour}", script, is_deed=False)


def rings(name: str) -> Act:
    def listen(scene: Scene) -> bool:
        return any(one.phase == "ringing" for one in scene.truth.live(name))

    return Act(f"{name}'s phone rings", listen, is_deed=False)


def until(deed: Act, result: Act) -> Act:
    """Do it as often as it can be done, until it has brought what was wanted of it.

    So do people whom their screen tells that it did not work.
    """

    def do(scene: Scene) -> bool:
        return result.does(scene) or (deed.does(scene) and result.does(scene))

    return Act(f"{deed.name} until {result.name}", do, deed.ends)
