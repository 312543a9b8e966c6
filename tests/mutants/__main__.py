"""Break one rule after the other, and see a test fail: `make mutants`.

    python -m tests.mutants                 every rule of the catalogue
    python -m tests.mutants queues/ tick    those whose file or sentence holds a word

A line for each: killed or SURVIVED, the seconds, the rule. Exits with 1 when one has
survived, with 2 when the list does not fit the code, or a test fails without any harm.
"""

import sys
import time
from collections.abc import Sequence

from tests.mutants.catalogue import MUTANTS
from tests.mutants.mutant import Mutant, mistakes_in
from tests.mutants.tree import Tree, copied_tree

SURVIVED, ROTTEN = 1, 2


def main(words: Sequence[str]) -> int:
    chosen = [one for one in MUTANTS if one.is_named(tuple(words))]
    mistakes = [mistake for one in chosen for mistake in mistakes_in(one)]
    if mistakes or not chosen:
        say("\n".join(mistakes) or "no rule is called that")
        return ROTTEN
    started = time.monotonic()
    with copied_tree() as tree:
        if failing := failing_without_harm(chosen, tree):
            say(f"fails although nothing is broken: {', '.join(failing)}")
            return ROTTEN
        survivors = [one for one in chosen if not is_killed(one, tree)]
    took = time.monotonic() - started
    say(f"{len(chosen)} rules broken, {len(survivors)} survived, {took:.0f} s in all")
    return SURVIVED if survivors else 0


def failing_without_harm(chosen: Sequence[Mutant], tree: Tree) -> list[str]:
    """Return the test files that would fail for every rule, and so prove nothing."""
    files = sorted({test for one in chosen for test in one.tests})
    return [test for test in files if not tree.passes([test])]


def is_killed(mutant: Mutant, tree: Tree) -> bool:
    started = time.monotonic()
    with tree.broken_by(mutant):
        survived = tree.passes(mutant.tests, mutant)
    word = "SURVIVED" if survived else "killed"
    say(f"{word:8} {time.monotonic() - started:5.1f} s  {mutant.name}")
    return not survived


def say(message: str) -> None:
    sys.stdout.write(f"{message}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
