"""The rules of docs/architecture.md and CONTRIBUTING.md that no linter knows."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "audit",
    "live",
    "callcontrol",
    "provisioning",
    "calls",
    "agents",
    "phone",
    "hours",
    "queues",
    "outcomes",
    "conferences",
    "reports",
    "transfers",
    "flows",
    "recordings",
    "people",
    "privacy",
    "api",
)
PRODUCT = (
    "contactcenter",
    *APPS,
    "ui",
    "accounts",
    "provider",
    "database",
    "links",
    "logs",
    "text",
)
CODE = (*PRODUCT, "emulator")

# The files, or packages of that name, in which rows are written.
WRITERS = {
    "rows",
    "actions",
    "applier",
    "applying",
    "delivery",
    "demo",
    "held",
    "inbox",
    "migrations",
    "naming",
    "outbox",
    "reconcile",
    "seed_demo",
    "unit_of_work",
}
WRITING_METHODS = {
    "bulk_create",
    "bulk_update",
    "create",
    "delete",
    "get_or_create",
    "update",
    "update_or_create",
}

# The environment is read once, in one place for each program; the set-up script runs
# before any package is installed.
ENVIRONMENT_READERS = {"settings", "bootstrap", "__main__"}

THIRD_PARTY = re.compile(
    r"\.min\.(js|css)$|\.(woff2?|ttf|otf|map)$|(^|/)vendor(s|ed)?/"
)


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT)


def without_migrations(*folders: str) -> Iterator[Path]:
    return (path for path in python_files(*folders) if "migrations" not in path.parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text())


def functions_in(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def too_long_functions(paths: Iterator[Path], limit: int) -> list[str]:
    return [
        f"{path}:{function.lineno} {function.name} has {lines_of(function)} lines"
        for path in paths
        for function in functions_in(path)
        if lines_of(function) > limit
    ]


def too_long_files(paths: Iterator[Path], limit: int) -> list[str]:
    counts = {path: len((ROOT / path).read_text().splitlines()) for path in paths}
    return [f"{path} has {n} lines" for path, n in counts.items() if n > limit]


def expect_none(offenders: list[str]) -> None:
    assert not offenders, "\n".join(offenders)


@pytest.mark.parametrize(("folders", "limit"), [(CODE, 300), (("tests",), 400)])
def test_files_stay_short(folders, limit):
    expect_none(too_long_files(without_migrations(*folders), limit))


def test_functions_stay_short():
    expect_none(too_long_functions(without_migrations(*CODE, "tests"), 40))


@pytest.mark.parametrize(("name", "limit"), [("views", 20), ("handlers", 15)])
def test_views_and_handlers_stay_thin(name, limit):
    named = (path for path in without_migrations(*APPS) if name in named_parts(path))
    expect_none(too_long_functions(named, limit))


def test_templates_stay_short():
    templates = (p.relative_to(ROOT) for p in (ROOT / "templates").rglob("*.html"))
    expect_none(too_long_files(templates, 120))


def test_rows_are_written_in_few_kinds_of_file():
    outside = (p for p in without_migrations(*PRODUCT) if not WRITERS & named_parts(p))
    expect_none([line for path in outside for line in writes_in(path)])


def named_parts(path: Path) -> set[str]:
    """A module's name and those of the packages it is in."""
    return {*path.parent.parts, path.stem}


def writes_in(path: Path) -> list[str]:
    return [
        f"{path}:{node.lineno} {ast.unparse(node.func)}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and is_write(node.func)
    ]


# Of `database.rows`.
WRITING = ("change", "change_all", "insert", "insert_all", "insert_new")


def is_write(function: ast.expr) -> bool:
    """Saving anything, a writing method at the end of a query, or a row by `rows`."""
    if isinstance(function, ast.Name):
        return function.id in WRITING
    if not isinstance(function, ast.Attribute):
        return False
    if function.attr in ("save", "asave"):
        return True
    receiver = ast.unparse(function.value)
    is_query = ".objects" in receiver or ".filter(" in receiver
    return is_query and function.attr.removeprefix("a") in WRITING_METHODS


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("call.save()", True),
        ("Call.objects.create(x=1)", True),
        ("insert(call)", True),
        ("change(call, x=1)", True),
        ("has_row(Call, x=1)", False),
        ("Call.objects.filter(pk=1).update(x=1)", True),
        ("entry.offers.filter(pk=1).delete()", True),
        ("Call.objects.filter(pk=1).first()", False),
        ("digest.update(b'')", False),
        ("client.delete('/queues/1')", False),
    ],
)
def test_writes_are_told_from_reads(statement, expected):
    call = ast.parse(statement, mode="eval").body
    assert isinstance(call, ast.Call)
    assert is_write(call.func) is expected


def test_only_settings_read_the_environment():
    readers = [
        f"{path}:{line}"
        for path in without_migrations(*CODE)
        if not ENVIRONMENT_READERS & named_parts(path)
        for line in environment_reads(tree_of(path))
    ]
    expect_none(readers)


def environment_reads(tree: ast.AST) -> list[int]:
    """Lines that use os.environ; `os.environ.setdefault` is a write, for Django."""
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    written = {node.value for node in attributes if node.attr == "setdefault"}
    return [
        node.lineno
        for node in attributes
        if ast.unparse(node) in {"os.environ", "os.getenv"} and node not in written
    ]


@pytest.mark.parametrize(
    ("statement", "count"),
    [
        ("os.environ['A']", 1),
        ("os.environ.get('A')", 1),
        ("os.getenv('A')", 1),
        ("names = os.environ", 1),
        ("os.environ.setdefault('A', 'b')", 0),
    ],
)
def test_reads_of_the_environment_are_seen(statement, count):
    assert len(environment_reads(ast.parse(statement))) == count


def test_no_import_is_hidden_in_a_function():
    hidden = [
        str(path)
        for path in without_migrations(*CODE, "tests")
        if path != Path(__file__).relative_to(ROOT)
        and "PLC0415" in (ROOT / path).read_text()
    ]
    expect_none(hidden)


def test_nothing_of_others_is_kept_here():
    kept = [
        str(path.relative_to(ROOT))
        for folder in (*CODE, "templates", "static", "tests", "docs")
        for path in (ROOT / folder).rglob("*")
        if THIRD_PARTY.search(path.relative_to(ROOT).as_posix())
    ]
    expect_none(kept)


def test_locked_python_packages_have_a_hash_and_no_host():
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        text = lock.read_text()
        entries = re.split(r"\n(?=[\w.-]+(?:\[|==))", text)
        assert "://" not in text, lock.name
        assert [e for e in entries if "--hash=sha256:" not in e] == [], lock.name


def test_locked_front_end_packages_have_a_hash_and_no_host():
    text = (ROOT / "package-lock.json").read_text()
    assert "://" not in text
    packages = json.loads(text)["packages"]
    del packages[""]
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []


def test_tests_run_on_the_versions_of_production():
    base, dev = (pins_of(ROOT / f"requirements/{name}.txt") for name in ("base", "dev"))
    assert base - dev == set()


def pins_of(lock: Path) -> set[str]:
    return set(re.findall(r"^[\w.-]+==\S+", lock.read_text(), re.MULTILINE))
