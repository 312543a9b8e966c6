"""What changed, checked while it is being worked on: `make check`, within 90 seconds.

Style and types of everything, and the tests that are nearest to the changed files, as
many of them as the time allows. What was left out is said; `make test` runs it all.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.run import ROOT, Step, migrations_step, passes, pytest_step, say, tool
from tests.support.services import roomy_folder

SECONDS = 90
# The last test that was begun, and the end of pytest itself.
SECONDS_TO_END = 10
LEAST_SECONDS = 15
HOUSE = ("tests/test_house_rules.py",)
# The first beginning that fits a changed file; its tests follow.
NEAREST = (
    ("templates/", ("tests/test_templates.py",)),
    ("static/", ("tests/contactcenter/test_assets.py",)),
    ("docs/", ("tests/test_contributing.py",)),
    ("deploy/", ("tests/test_compose.py",)),
    ("docker-compose.yml", ("tests/test_compose.py",)),
    ("Dockerfile", ("tests/test_compose.py",)),
    ("Makefile", ("tests/test_contributing.py", "tests/test_toolchain.py")),
    ("contactcenter/running/", ("tests/running", "tests/contactcenter")),
)


def main() -> int:
    started = time.monotonic()
    changed = changed_files()
    if not changed:
        say("nothing has changed since main")
        return 0
    with tempfile.TemporaryDirectory(dir=roomy_folder()) as data_folder:
        failed = [
            step.name for step in fixed_steps(changed) if not passes(step, data_folder)
        ]
        left = SECONDS - SECONDS_TO_END - (time.monotonic() - started)
        tests = tests_step(changed, max(LEAST_SECONDS, left))
        failed += [] if passes(tests, data_folder) else [tests.name]
    outcome = f"FAILED: {', '.join(failed)}" if failed else "all passed"
    say(f"{outcome}, {time.monotonic() - started:.0f} s in all")
    return 1 if failed else 0


def fixed_steps(changed: Iterable[str]) -> Iterator[Step]:
    yield Step("format", [tool("ruff"), "format", "--check", "--quiet", "."])
    yield Step("lint", [tool("ruff"), "check", "--quiet", "."])
    if any(name.endswith(".html") for name in changed):
        yield Step("templates", [tool("djlint"), "--lint", "--quiet", "templates"])
    if any("models" in name for name in changed):
        yield migrations_step()
    if any(name.endswith(".py") for name in changed):
        yield Step("imports", [tool("lint-imports"), "--no-cache"])
        # It reads its cache of the last time, and looks at what depends on a change.
        yield Step("types", [tool("mypy")])


def tests_step(changed: Iterable[str], seconds: float) -> Step:
    budget = ["-p", "tests.support.budget", f"--budget={seconds:.0f}"]
    return pytest_step("tests", "-n", "2", *budget, *tests_for(changed, ROOT))


def changed_files() -> list[str]:
    """Return what differs from main, committed or not; on main, from the last commit."""
    base = (git("merge-base", "HEAD", "main") or ["HEAD"])[0]
    new = git("ls-files", "--others", "--exclude-standard")
    return sorted({*git("diff", "--name-only", base), *new})


def git(*words: str) -> list[str]:
    """Return the lines that git prints; none when it cannot do it."""
    finished = subprocess.run(
        ["git", *words], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    return finished.stdout.splitlines() if finished.returncode == 0 else []


def tests_for(changed: Iterable[str], root: Path) -> list[str]:
    """Return files and folders of tests, the nearest to a changed file first.

    A test is nearest to itself; then come those of the same name, then those of the
    same folder.
    """
    ranks = [nearest(name, root) for name in changed]
    wanted = [
        *HOUSE,
        *(one for rank in zip(*ranks, strict=True) for few in rank for one in few),
    ]
    return [one for one in dict.fromkeys(wanted) if (root / one).exists()]


def nearest(name: str, root: Path) -> tuple[list[str], list[str], list[str]]:
    """Return the tests that a changed file is, those of its name, those of its folder."""
    path = Path(name)
    if path.parts[0] == "tests":
        is_test = path.name.startswith("test_")
        around = [] if path.parent == Path("tests") else [path.parent.as_posix()]
        return ([name], [], []) if is_test else ([], [], around)
    for beginning, tests in NEAREST:
        if name.startswith(beginning):
            return [], list(tests), []
    if path.suffix != ".py" or len(path.parts) < 2:
        return [], [], []
    folder = Path("tests", path.parts[0])
    named = sorted((root / folder).rglob(f"test_*{path.stem.removesuffix('s')}*.py"))
    return [], [one.relative_to(root).as_posix() for one in named], [folder.as_posix()]


if __name__ == "__main__":
    sys.exit(main())
