"""What time alone changes on a screen is pushed like everything else."""

import pytest

from tests.queues.stage import Floor

# A beat may be late; the page may then be behind for as long.
LATE = 4


@pytest.fixture
def board(world, cast, screen):
    floor = Floor(world, cast, target_wait_secs=100)
    floor.wait_in_line(patience_secs=900)
    return screen(cast.sofia, "board")


def wait(world, seconds: int, every: int) -> None:
    """Let time pass; of `every` seconds, the last brings a beat."""
    beat = world.sweep

    def late() -> None:
        if int(world.emulator.clock.now()) % every == every - 1:
            beat()

    world.sweep = late
    world.run(seconds)
    world.sweep = beat


@pytest.mark.parametrize("every", [1, 3])
def test_queue_whose_limit_was_crossed_says_so(world, board, every):
    assert "At risk" not in board.html
    for after, word in ((70, "At risk"), (26, "Breached")):
        wait(world, after - LATE - 2, every)
        board.catch_up()
        assert word not in board.html
        wait(world, 2 + 2 * LATE, every)
        board.catch_up()
        assert word in board.html


@pytest.mark.parametrize("every", [1, 3])
def test_course_of_the_last_hour_goes_on_each_minute(world, board, every):
    for _ in range(3):
        wait(world, 58 - world.now.second, every)
        board.catch_up()
        wait(world, 2 + LATE, every)
        board.assert_equals_reload()
