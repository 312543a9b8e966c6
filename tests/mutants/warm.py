"""Runs test files in forks of one process that has everything imported.

    python -m tests.mutants.warm        in the copy of the project

Most of the time of a short test is that of imports and of making a database. Here both
happen once; each line of JSON on stdin names a file whose functions have changed and the
tests to run, each answer is a line with pytest's exit code. What changed outside of the
bodies of functions needs a process of its own.
"""

import functools
import json
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import django
import pytest
from django.conf import settings

TestRun = dict[str, Any]
# As pytest says of itself.
BROKEN_DOWN = 3


def run(asked: TestRun) -> int:
    """Run tests in a fork; return pytest's exit code, 0 when all have passed."""
    pid = os.fork()
    if pid == 0:
        _run_and_exit(asked)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _run_and_exit(asked: TestRun) -> None:
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        take_over(asked["file"])
        code = int(pytest.main([*asked["options"], "--reuse-db", asked["test"]]))
    except Exception:
        traceback.print_exc(file=sys.__stderr__)
        code = BROKEN_DOWN
    os._exit(code)


def take_over(file: str) -> None:
    """Give the functions of a module, if it is imported, the bodies in its file."""
    module = sys.modules.get(file.removesuffix(".py").replace("/", "."))
    if module is None:
        return
    path = Path(file)
    compiled = compile(path.read_text(), str(module.__file__), "exec")
    fresh = {code.co_qualname: code for code in _codes_in(compiled)}
    for function in _functions_of(vars(module), module.__name__):
        name = function.__code__.co_qualname
        if name in fresh:
            function.__code__ = fresh[name]


def _codes_in(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _codes_in(one)


def _functions_of(names: Any, module: str) -> Iterator[FunctionType]:
    """Yield the functions that a module, or a class of it, defines."""
    for value in list(names.values()):
        if isinstance(value, type) and value.__module__ == module:
            yield from _functions_of(vars(value), module)
        elif isinstance(value, FunctionType) and value.__module__ != module:
            continue
        else:
            yield from _function_in(value)


def _function_in(value: Any) -> Iterator[FunctionType]:
    """Yield what is wrapped in a decorator, a property or a class method."""
    if isinstance(value, property):
        value = value.fget
    elif isinstance(value, functools.cached_property):
        value = value.func
    value = getattr(value, "__func__", value)
    while hasattr(value, "__wrapped__"):
        value = value.__wrapped__
    if isinstance(value, FunctionType):
        yield value


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    for line in sys.stdin:
        code = run(json.loads(line))
        sys.stdout.write(f"{code}\n")
        sys.stdout.flush()
    database = Path(settings.DATABASES["default"]["TEST"]["NAME"])
    for suffix in ("", "-shm", "-wal"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


if __name__ == "__main__":
    main()
