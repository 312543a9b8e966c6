"""A function takes over the body that is in its file, whatever it is wrapped in."""

import functools
import importlib
from types import SimpleNamespace

import pytest

from tests.mutants.mutant import outline
from tests.mutants.warm import take_over

SOURCE = """
import functools
from contextlib import contextmanager

LIMIT = 1

def plain():
    return "before"

@contextmanager
def opened():
    yield "before"

@functools.cache
def cached():
    return "before"

class Thing:
    @property
    def shown(self):
        return "before"

    @classmethod
    def made(cls):
        return "before"

    def said(self):
        return [word for word in ("before",)][0]
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    """A module that is imported, and whose file has changed since."""
    path = tmp_path / "changed_since.py"
    path.write_text(SOURCE)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    importlib.invalidate_caches()
    module = importlib.import_module("changed_since")
    path.write_text(SOURCE.replace("before", "after"))
    return module


def words_of(module) -> SimpleNamespace:
    thing = module.Thing()
    with module.opened() as opened:
        module.cached.cache_clear()
        return SimpleNamespace(
            plain=module.plain(),
            opened=opened,
            cached=module.cached(),
            shown=thing.shown,
            made=module.Thing.made(),
            said=thing.said(),
        )


def test_bodies_are_those_of_the_file(module):
    assert set(vars(words_of(module)).values()) == {"before"}
    take_over("changed_since.py")
    assert set(vars(words_of(module)).values()) == {"after"}


def test_what_a_module_got_from_elsewhere_stays(module):
    take_over("changed_since.py")
    assert functools.cache(len)("abc") == 3
    assert module.LIMIT == 1


def test_file_that_is_not_imported_yet_is_left_to_the_import():
    take_over("nobody_has/imported_this.py")


@pytest.mark.parametrize(
    ("before", "after", "is_same"),
    [
        ("def f():\n    return 1", "def f():\n    return 2", True),
        ("def f(a=1): ...", "def f(a=2): ...", False),
        ("LIMIT = 1", "LIMIT = 2", False),
        ("@one\ndef f(): ...", "@two\ndef f(): ...", False),
        ("class A:\n    x = 1", "class A:\n    x = 2", False),
    ],
)
def test_outline_is_all_but_the_bodies(before, after, is_same):
    assert (outline(before) == outline(after)) is is_same
