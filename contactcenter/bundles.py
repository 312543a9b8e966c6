"""Styles and scripts in one file each, joined from their sources as they stand.

There is nothing to build: a bundle is its parts, one after the other. It is made when
somebody asks for it and its parts have changed, with its compressed forms beside it.
"""

import gzip
import os
import re
from collections.abc import Iterator
from pathlib import Path

import brotli  # type: ignore[import-untyped]
from django.conf import settings

NODE_MODULES = Path(settings.BASE_DIR) / "node_modules"
OWN = Path(settings.BASE_DIR) / "static"
# Made by the set-up, thrown away with it, and in no repository.
FOLDER = NODE_MODULES / ".bundles"

BUNDLES: dict[str, tuple[Path, ...]] = {
    "css/site.css": (
        NODE_MODULES / "bootstrap/dist/css/bootstrap.min.css",
        OWN / "css/tokens.css",
        OWN / "css/components.css",
        OWN / "css/tables.css",
        OWN / "css/commands.css",
        OWN / "css/forms.css",
        OWN / "css/shell.css",
        OWN / "css/light.css",
        OWN / "css/menus.css",
        OWN / "css/board.css",
        OWN / "css/chart.css",
        OWN / "css/flow.css",
        OWN / "css/call.css",
        OWN / "css/transfer.css",
        OWN / "css/desk.css",
        OWN / "css/day.css",
        OWN / "css/report.css",
        OWN / "css/repair.css",
        OWN / "css/player.css",
        OWN / "css/phone.css",
        OWN / "css/softphone.css",
        OWN / "css/plain.css",
    ),
    "js/site.js": (
        OWN / "js/theme.js",
        NODE_MODULES / "htmx.org/dist/htmx.min.js",
        NODE_MODULES / "htmx.org/dist/ext/hx-ws.min.js",
        NODE_MODULES / "tinykeys/dist/tinykeys.umd.js",
        OWN / "js/pages.js",
        OWN / "js/clock.js",
        OWN / "js/speak.js",
        OWN / "js/live.js",
        OWN / "js/light.js",
        OWN / "js/rows.js",
        OWN / "js/desk.js",
        OWN / "js/focus.js",
        OWN / "js/news.js",
        OWN / "js/commands.js",
        OWN / "js/transfer.js",
        OWN / "js/notes.js",
        OWN / "js/keys.js",
        OWN / "js/player.js",
    ),
    # For pages of people who telephone in the browser.
    "js/phone.js": (
        NODE_MODULES / "@telnyx/webrtc/lib/bundle.js",
        OWN / "js/phone/states.js",
        OWN / "js/phone/line.js",
        OWN / "js/phone/tabs.js",
        OWN / "js/phone/ring.js",
        OWN / "js/phone/dock.js",
        OWN / "js/phone/check.js",
    ),
}
# The maps of packages are not served.
SOURCE_MAP = re.compile(rb"^\s*(?://|/\*)# sourceMappingURL=.*$", re.MULTILINE)


def made(name: str) -> Path:
    """Return the file of a bundle, up to date, with .br and .gz beside it."""
    path = FOLDER / name
    content = b"\n".join(_parts(name))
    if not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        # What is complete last is looked at first: an unfinished one is made again.
        _write(path.with_name(f"{path.name}.br"), brotli.compress(content))
        _write(path.with_name(f"{path.name}.gz"), gzip.compress(content, mtime=0))
        _write(path, content)
    return path


def _parts(name: str) -> Iterator[bytes]:
    # A semicolon of its own ends a script that does not end its last statement.
    end = b";" if name.endswith(".js") else b""
    for source in BUNDLES[name]:
        yield SOURCE_MAP.sub(b"", source.read_bytes()).rstrip() + end


def _write(path: Path, content: bytes) -> None:
    """Replace a file at once, so that nobody is served half of it."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)
