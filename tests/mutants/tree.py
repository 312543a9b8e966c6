"""A copy of the project in which rules are broken, so that nobody else sees it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import cache_from_source
from pathlib import Path

from tests.mutants.mutant import ROOT, Mutant
from tests.support.services import roomy_folder

# Installed once, and never changed by a test.
SHARED = (".venv", "node_modules")
LEFT_OUT = shutil.ignore_patterns(
    *SHARED, ".git", ".hypothesis", ".*_cache", "__pycache__", "var", "staticfiles"
)
# As everywhere: a loaded machine must not be taken for a test that fails.
LONGEST_TEST_SECS = 120
OPTIONS = ["-q", "-x", f"--timeout={LONGEST_TEST_SECS}", "-p", "no:cacheprovider"]


# Of pytest: a test has failed; a file of tests could not even be read.
FAILED = (1, 2)


class Tree:
    """A copy of the project at `root`, whose tests run in forks of one process."""

    def __init__(self, root: Path, warm: "subprocess.Popen[str]") -> None:
        self.root = root
        self._warm = warm

    def passes(self, tests: Sequence[str], broken: Mutant | None = None) -> bool:
        """Run test files, one after the other, up to the first failure.

        Raises RuntimeError when pytest itself gives up: that proves nothing.
        """
        is_cold = broken is not None and not broken.changes_bodies_only
        for test in tests:
            code = self._run(test) if is_cold else self._run_warm(test, broken)
            if code in FAILED:
                return False
            if code:
                raise RuntimeError(f"pytest gave up on {test} with {code}")
        return True

    def _run_warm(self, test: str, broken: Mutant | None) -> int:
        file = broken.file if broken else ""
        asked = {"file": file, "options": OPTIONS, "test": test}
        assert self._warm.stdin is not None
        assert self._warm.stdout is not None
        self._warm.stdin.write(json.dumps(asked) + "\n")
        self._warm.stdin.flush()
        return int(self._warm.stdout.readline())

    def _run(self, test: str) -> int:
        finished = subprocess.run(
            [sys.executable, "-m", "pytest", *OPTIONS, test],
            cwd=self.root,
            env=_environment(self.root),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        return finished.returncode

    @contextmanager
    def broken_by(self, mutant: Mutant) -> Iterator[None]:
        path = self.root / mutant.file
        source = path.read_text()
        self._write(path, source.replace(mutant.text, mutant.broken))
        try:
            yield
        finally:
            self._write(path, source)

    @staticmethod
    def _write(path: Path, source: str) -> None:
        """Python tells versions of a file apart by second and size: forget the old."""
        path.write_text(source)
        Path(cache_from_source(str(path))).unlink(missing_ok=True)


def _environment(root: Path) -> dict[str, str]:
    settings = {"ENV_FILE": "", "DATA_DIR": str(root / "var")}
    # What was compiled goes with the copy.
    return {**os.environ, **settings, "PYTHONPYCACHEPREFIX": str(root / "compiled")}


@contextmanager
def copied_tree() -> Iterator[Tree]:
    """Copy what is in the project now, committed or not; remove it at the end."""
    with tempfile.TemporaryDirectory(prefix="mutants-", dir=roomy_folder()) as folder:
        root = Path(folder) / "project"
        shutil.copytree(ROOT, root, ignore=LEFT_OUT, symlinks=True)
        for name in SHARED:
            (root / name).symlink_to((ROOT / name).resolve())
        (root / "var").mkdir()
        with warm_process(root) as warm:
            yield Tree(root, warm)


@contextmanager
def warm_process(root: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run `tests.mutants.warm`; its database goes with it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.mutants.warm"],
        cwd=root,
        env=_environment(root),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait()
