"""Writes COVERAGE.md: what is implemented, what it refuses and reports, what tests it.

``python -m emulator.coverage`` rewrites the file; a test fails when it is stale. Tests
are found by reading their source: every request in them names its method and path, or
its action, in plain words.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from emulator import errors
from emulator.api import OPERATIONS, Routes
from emulator.operations.checks import loop_count
from emulator.operations.common import Operation
from emulator.operations.params import Param
from emulator.settings import Settings

HERE = Path(__file__).resolve().parent
TARGET = HERE / "COVERAGE.md"
TESTS = HERE.parent / "tests" / "emulator"
ACTIONS = {
    "act": "calls",
    "act_refused": "calls",
    "room": "conferences",
    "room_refused": "conferences",
}
REQUESTS = {"ok", "refused", "request"}
ALWAYS = frozenset({"10009", "10015", "10028"})
BOUNDS = ("minimum", "maximum", "min_length", "max_length")
HEAD = """# What the emulator covers

Written by `python -m emulator.coverage`; do not edit. Every operation also answers 401 `10009` without the right key
(`401` for recordings), 400 `10015` and `10028` for a malformed body, and 422 `10015` for an unknown parameter or a
value of the wrong form. *Ignored* parameters are accepted and checked for their type, and have no effect. Tests are
those in `tests/emulator/` that name the operation.

| Operation | Request | Refusals | Events | Ignored | Tested by |
|---|---|---|---|---|---|
"""


def render(tests: Path = TESTS) -> str:
    """The whole file's text."""
    found = tested_by(tests)
    rows = [_row(one, sorted(found[one.name])) for one in OPERATIONS]
    return HEAD + "".join(rows)


def refusals(operation: Operation) -> list[str]:
    """Codes of all refusals: the declared ones, and those its tables imply."""
    found = set(operation.errors)
    for param in _all_params((*(operation.body or ()), *operation.query)):
        if param.required:
            found.add("10004")
        if param.enum:
            found.add("10032")
        is_bounded = any(getattr(param, name) is not None for name in BOUNDS)
        if is_bounded or param.kind == "integer" or param.check is loop_count:
            found.add("10033")
    if operation.refuses_supervisors:
        found.add(Settings.code_supervisor_commands)
    return sorted(found - ALWAYS)


def _all_params(table: Iterable[Param]) -> Iterator[Param]:
    for param in table:
        yield param
        yield from _all_params(param.fields or ())
        for variant in (param.variants or {}).values():
            yield from _all_params(variant)
        if param.items is not None:
            yield from _all_params((param.items,))


def _row(operation: Operation, tests: list[str]) -> str:
    ignored = _ignored((*(operation.body or ()), *operation.query))
    cells = (
        f"`{operation.name}`",
        f"{operation.method} `{operation.path}`",
        " ".join(refusals(operation)),
        " ".join(f"`{event}`" for event in operation.events),
        ", ".join(ignored),
        " ".join(tests),
    )
    return f"| {' | '.join(cells)} |\n"


def _ignored(table: Iterable[Param], inside: str = "") -> list[str]:
    names = []
    for param in table:
        if not param.is_simulated:
            names.append(inside + param.name)
        else:
            names += _ignored(param.fields or (), f"{inside}{param.name}.")
    return names


def tested_by(tests: Path) -> dict[str, set[str]]:
    """Names of the test files that name each operation."""
    routes = Routes(OPERATIONS)
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(tests.glob("test_*.py")):
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef):
                for name in _operations_in(function, routes):
                    found[name].add(path.stem.removeprefix("test_"))
    return found


def _operations_in(function: ast.FunctionDef, routes: Routes) -> Iterator[str]:
    values = _plain_values(function)
    for node in ast.walk(function):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        words = [_text(argument, values) for argument in node.args]
        name = _operation(node.func.attr, words, routes)
        if name is not None:
            yield name


def _operation(method: str, words: list[str | None], routes: Routes) -> str | None:
    if method in ACTIONS and len(words) > 1 and words[1] is not None:
        return f"{ACTIONS[method]}.{words[1]}"
    if method == "dial":
        return "calls.dial"
    if method == "get" and words and words[0] is not None:
        return _routed(routes, "GET", words[0])
    if method in REQUESTS and len(words) > 1 and words[0] and words[1]:
        return _routed(routes, words[0], words[1])
    return None


def _routed(routes: Routes, method: str, path: str) -> str | None:
    try:
        return routes.find(method, path.partition("?")[0])[0].name
    except errors.Refusal:
        return None


def _plain_values(function: ast.FunctionDef) -> dict[str, str]:
    """Variables of a test that are given one text."""
    values: dict[str, str] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            text = _text(node.value, values)
            if text is not None:
                values[node.targets[0].id] = text
    return values


def _text(node: ast.expr, values: dict[str, str]) -> str | None:
    """A text as far as the source shows it; what is computed becomes ``x``."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.Name):
        return values.get(node.id)
    if isinstance(node, ast.JoinedStr):
        parts = [_part(part, values) for part in node.values]
        return "".join(parts)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _text(node.left, values), _text(node.right, values)
        return None if left is None else left + (right or "x")
    return None


def _part(node: ast.expr, values: dict[str, str]) -> str:
    if isinstance(node, ast.FormattedValue):
        return _text(node.value, values) or "x"
    return _text(node, values) or "x"


if __name__ == "__main__":
    TARGET.write_text(render())
    sys.stdout.write(f"{TARGET}\n")
