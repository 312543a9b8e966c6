"""The documents name what exists, in lines that fit into a terminal."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RECIPES = ("CONTRIBUTING.md", "docs/architecture.md")
LONGEST_LINE = 120
OTHERS = {"node_modules", "staticfiles", "var"}

QUOTED = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#:]+)\)")
# A name with a folder in it that does not begin at an address, or one of a file.
PATH = re.compile(r"[\w.<>*-]+(/[\w.<>*-]+)+/?|[\w<>.-]+/|[\w<>*-]+\.(py|md|toml|yml)")


def named_paths(text: str) -> Iterator[str]:
    """Yield what is quoted and reads as a path, and the targets of links."""
    yield from (word for word in QUOTED.findall(text) if PATH.fullmatch(word))
    yield from LINK.findall(text)


def exists(path: str) -> bool:
    """Whether it is here; `<app>` stands for any, a module may be a package."""
    pattern = re.sub(r"<[^>]*>", "*", path.rstrip("/"))
    places = [ROOT] if "/" in path else [ROOT, *folders()]
    return any(
        any(place.glob(name))
        for name in (pattern, pattern.removesuffix(".py"))
        for place in places
    )


@cache
def folders() -> tuple[Path, ...]:
    """Return all folders of the project's own files."""
    tops = (path for path in ROOT.iterdir() if path.is_dir())
    own = [top for top in tops if top.name not in OTHERS and top.name[0] != "."]
    return tuple(path for top in own for path in (top, *top.rglob("*/")))


def documents() -> list[str]:
    """Return every document of the project, wherever it lies."""
    inside = (path for folder in folders() for path in folder.glob("*.md"))
    paths = sorted({*ROOT.glob("*.md"), *inside})
    return [path.relative_to(ROOT).as_posix() for path in paths]


def long_lines(text: str) -> list[int]:
    """Return the numbers of lines that are too long; a row of a table cannot be cut."""
    return [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > LONGEST_LINE and not line.startswith("|")
    ]


@pytest.mark.parametrize("document", RECIPES)
def test_every_path_that_is_named_exists(document):
    paths = set(named_paths((ROOT / document).read_text()))

    assert len(paths) > 10
    assert sorted(path for path in paths if not exists(path)) == []


def test_documents_are_found_in_every_folder():
    assert {"README.md", "CHANGELOG.md", "docs/ui.md", "emulator/README.md"} <= {
        *documents()
    }


@pytest.mark.parametrize("document", documents())
def test_lines_fit_into_a_terminal(document):
    assert long_lines((ROOT / document).read_text()) == []


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        (
            "`calls/words.py` and `<app>/actions.py`",
            ["calls/words.py", "<app>/actions.py"],
        ),
        ("`live/`, `door.py`", ["live/", "door.py"]),
        ("[words](docs/ui.md), [site](https://example.org)", ["docs/ui.md"]),
        ("`POST /webhooks/telnyx/`, `announce()`, `states`", []),
    ],
)
def test_paths_are_told_from_other_words(text, paths):
    assert list(named_paths(text)) == paths


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("calls/words.py", True),
        ("<app>/actions.py", True),
        ("test_contributing.py", True),
        ("calls/nowhere.py", False),
        ("nowhere/", False),
        ("<app>/nowhere.py", False),
        ("nowhere.py", False),
    ],
)
def test_what_is_gone_is_noticed(path, expected):
    assert exists(path) is expected


def test_long_lines_are_found_outside_of_tables():
    long = "x" * (LONGEST_LINE + 1)

    assert long_lines(f"{long}\n|{long}\n```\n{long}\n```\n{long[1:]}") == [1, 4]
