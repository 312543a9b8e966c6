"""The emulator's rooms: the world knows neither HTTP nor the time of day."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import emulator

ROOT = Path(emulator.__file__).parent
WORLD_MAY = {"chance", "clock", "errors", "ids", "settings", "times", "world"}


def modules_of(room: str) -> list[Path]:
    return sorted((ROOT / room).glob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def rooms_used_by(path: Path) -> set[str]:
    names = (name.split(".") for name in imported(path))
    return {parts[1] for parts in names if parts[0] == "emulator" and len(parts) > 1}


@pytest.mark.parametrize("path", modules_of("world"), ids=lambda path: path.stem)
def test_world_stands_on_plain_values(path):
    assert rooms_used_by(path) <= WORLD_MAY
    assert {"time", "datetime", "aiohttp", "json"}.isdisjoint(imported(path))


@pytest.mark.parametrize("room", ["operations", "webhooks", "people"])
def test_nobody_below_knows_the_doors(room):
    for path in modules_of(room):
        used = rooms_used_by(path)
        assert {"control", "core", "engine", "files", "front", "server"}.isdisjoint(
            used
        ), path


def test_only_the_servers_speak_aiohttp():
    speakers = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if any(name.split(".")[0] == "aiohttp" for name in imported(path))
    }
    rtc = {"rtc/__main__.py", "rtc/server.py", "rtc/channel.py"}
    assert speakers == {"server.py", "__main__.py", *rtc}
