"""One rule that is broken on purpose."""

import ast
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Mutant:
    """`text` of a file is replaced by `broken`; one of `tests` has to fail for it.

    `rule` is the sentence that is no longer true then. `text` occurs once in the file,
    as does each of `tests`, with the fastest first.
    """

    file: str
    text: str
    broken: str
    rule: str
    tests: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.file}: {self.rule}"

    @property
    def changes_bodies_only(self) -> bool:
        """Whether nothing outside of the bodies of functions is other than before."""
        source = (ROOT / self.file).read_text()
        broken = source.replace(self.text, self.broken)
        return outline(source) == outline(broken)

    def is_named(self, words: tuple[str, ...]) -> bool:
        """Whether it is one of those asked for; all are when nothing was said."""
        return not words or any(word in self.name for word in words)


@dataclass(frozen=True)
class Rules:
    """The rules of one file, and the tests that hold them."""

    file: str
    tests: tuple[str, ...]

    def broken(
        self, text: str, broken: str, rule: str, *, tests: tuple[str, ...] = ()
    ) -> Mutant:
        """Return a rule of the file, broken; `tests` where they are others."""
        return Mutant(self.file, text, broken, rule, tests or self.tests)


def mistakes_in(mutant: Mutant) -> list[str]:
    """Say what is wrong with a mutant itself, so that the list cannot rot."""
    path = ROOT / mutant.file
    if not path.is_file():
        return [f"{mutant.name}: there is no such file"]
    source = path.read_text()
    found = []
    if (times := source.count(mutant.text)) != 1:
        found.append(f"{mutant.name}: its text occurs {times} times")
    if mutant.broken == mutant.text:
        found.append(f"{mutant.name}: nothing is broken")
    if not is_python(source.replace(mutant.text, mutant.broken)):
        found.append(f"{mutant.name}: what is left is no Python")
    found += [
        f"{mutant.name}: there is no {test}"
        for test in mutant.tests
        if not (ROOT / test).is_file()
    ]
    return found


def is_python(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def outline(source: str) -> str:
    """Return all of a source but the bodies of its functions."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [ast.Pass()]
    return ast.dump(tree)
