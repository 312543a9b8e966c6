"""One word for one thing: templates and sentences are held to docs/glossary.md."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "accounts",
    "agents",
    "flows",
    "hours",
    "audit",
    "callcontrol",
    "calls",
    "conferences",
    "contactcenter",
    "live",
    "outcomes",
    "people",
    "privacy",
    "provisioning",
    "queues",
    "recordings",
    "ui",
)
# What may not be said, and what is said instead.
WORDS = {
    r"\b[Ll]ost (call|caller)|^Lost$|>Lost<|\"Lost\"": "Abandoned",
    r"\bStatus\b": "State",
    r"\b[Cc]onferences?\b": "Room",
    r"\b[Ss]taffed\b|\d signed in\b|\}\} signed in\b|is signed in\"": "On duty",
    r"(?<!Not )(?<!not )(?<!not being )\b[Rr]eady\b": "Available, or Saved",
    r"\bTake \S+ back\b|\bTake back\b": "Take off hold",
    r"\bTake \S* ?out\b(?! of the queue)": "Remove, or Leave",
    r"\b[Tt]ak(e|en) (\w+ )?over\b|\bTook over\b": "Record",
    r"\bTalking with\b": "Joined",
    r"\b[Yy]ou are (\{|[A-Z])": "Your state is …",
    r"^Any$|>Any<|\bany (type|outcome|state|queue|agent)\b": "Any state, Any queue …",
    r"\btelnyx_name\b": "the queue's own name",
}
# Of a tag only the words in quotes that it prints are read.
TAG = re.compile(r"\{%\s*(\w+)(.*?)%\}", re.DOTALL)
PRINTING = ("command", "pill", "empty_state", "firstof")
QUOTED = re.compile(r"\"([^\"]*)\"")
VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
ATTRIBUTES = re.compile(
    r"\b(class|id|name|href|action|data-state|data-level|data-key|aria-labelledby|hx-[\w:-]+"
    r"|value|for|src|content|role)=\"[^\"]*\""
)


def read_by_people(template: str) -> str:
    """Return a template without what only machines read."""
    printed = TAG.sub(printed_by, VALUE.sub("{{}}", template))
    return ATTRIBUTES.sub("", printed)


def printed_by(tag: re.Match[str]) -> str:
    words = QUOTED.findall(tag.group(2)) if tag.group(1) in PRINTING else []
    return " | ".join(words)


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the texts of a module that may reach a screen: no docstrings, no keys."""
    tree = ast.parse(path.read_text())
    silent = {id(node) for node in silent_parts(tree)}
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if " " in node.value or node.value[:1].isupper():
                yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr) and " " in words_of(node):
            yield node.lineno, words_of(node)


def words_of(node: ast.JoinedStr) -> str:
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else "{}"
        for part in node.values
    )


def silent_parts(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield docstrings, types in quotes, and the parts of f-strings, read as one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.returns is not None:
            yield node.returns
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield from node.values


def modules() -> list[Path]:
    found = (path for app in APPS for path in (ROOT / app).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def offences(text: str) -> list[str]:
    return [
        f"{match.group(0)!r}: say {instead}"
        for pattern, instead in WORDS.items()
        for match in re.finditer(pattern, text)
    ]


@pytest.mark.parametrize(
    "path", templates(), ids=lambda path: str(path.relative_to(ROOT))
)
def test_a_template_says_one_word_for_one_thing(path):
    assert offences(read_by_people(path.read_text())) == []


def test_sentences_say_one_word_for_one_thing():
    wrong = [
        f"{path.relative_to(ROOT)}:{line} {text!r} has {offence}"
        for path in modules()
        for line, text in sentences(path)
        for offence in offences(text)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Starting the conference", 1),
        ("<th>Status</th>", 1),
        ("Agents ready", 1),
        ("Not ready", 0),
        ("You are {}.", 1),
        ("You are Lunch.", 1),
        ("You are on a call.", 0),
        ("Any", 1),
        ("Any queue", 0),
        (read_by_people('{% command url "Take back" %}'), 1),
        (
            read_by_people(
                '{% if row.state == "ready" %}{{ conference.pk }}{% endif %}'
            ),
            0,
        ),
        ("Take off hold", 0),
        ("Take next", 0),
    ],
)
def test_offences_are_seen(text, count):
    assert len(offences(text)) == count


def test_the_glossary_has_every_state_that_is_printed():
    """What people can read of an agent, a call and a recording is explained."""
    glossary = (ROOT / "docs/glossary.md").read_text()
    for label in ("Available", "On call", "Wrap-up", "Not ready", "Not responding"):
        assert f"| {label} |" in glossary
    said = {
        instead.split(",")[0].split(" …")[0]
        for instead in WORDS.values()
        if instead[0].isupper()
    }
    assert [word for word in said if word.removeprefix("Any ") not in glossary] == []
