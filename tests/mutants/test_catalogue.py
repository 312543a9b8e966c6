"""The list of broken rules fits the code, so that it cannot rot."""

from collections import Counter
from dataclasses import replace

import pytest

from tests.mutants.catalogue import MUTANTS
from tests.mutants.mutant import mistakes_in

ANY = MUTANTS[0]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name)
def test_each_breaks_one_place_and_names_tests_that_exist(mutant):
    assert mistakes_in(mutant) == []


def test_each_rule_is_broken_once():
    assert len(MUTANTS) >= 60
    assert [name for name, n in Counter(m.name for m in MUTANTS).items() if n > 1] == []


@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        ({"file": "calls/nothing.py"}, "there is no such file"),
        ({"text": "nobody wrote this"}, "its text occurs 0 times"),
        ({"text": "return"}, "times"),
        ({"broken": ANY.text}, "nothing is broken"),
        ({"broken": "if ("}, "what is left is no Python"),
        ({"tests": ("tests/test_nothing.py",)}, "there is no tests/test_nothing.py"),
    ],
)
def test_a_mutant_that_does_not_fit_is_told(change, mistake):
    assert any(mistake in one for one in mistakes_in(replace(ANY, **change)))
