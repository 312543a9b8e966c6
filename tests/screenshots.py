"""Take a picture of every page, in both themes and both sizes, into docs/screenshots.

python -m tests.screenshots [FOLDER]
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser

from tests.browser.good_day import play_good_day
from tests.browser.pages import (
    DESKTOP,
    PHONE,
    Person,
    axe_violations,
    chromium_browser,
    screenshot,
)
from tests.browser.product import Product, running_product
from tests.browser.scene import Scene
from tests.support.processes import ROOT
from tests.support.tools import require_chromium

SIZES = (DESKTOP, PHONE)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main(folder: Path) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="contact-center-") as data,
        running_product(Path(data)) as product,
        chromium_browser(str(require_chromium())) as browser,
        people(browser, product) as open_person,
    ):
        scene = play_good_day(open_person, product)
        for name, person, path in pages_of(scene):
            take(name, person, path, folder)
        take("login", open_person(None), "/accounts/login/", folder)


def pages_of(scene: Scene) -> Iterator[tuple[str, Person, str]]:
    """Yield each page's name, who opens it, and where it is."""
    yield "board", scene.supervisor, "/board/"
    yield "desk", scene.agent, "/desk/"
    yield "call", scene.supervisor, scene.call_path
    yield "room", scene.supervisor, scene.room_path
    for name in ("calls", "conferences", "recordings", "agents", "queues"):
        yield name, scene.supervisor, f"/{name}/"
    yield "not_found", scene.supervisor, "/no-such-page/"


def take(name: str, person: Person, path: str, folder: Path) -> None:
    page = person.open(path)
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        for viewport in SIZES:
            page.set_viewport_size(viewport)
            page.wait_for_timeout(400)
            screenshot(page, folder / f"{name}-{theme}-{viewport['width']}.png")
        page.set_viewport_size(DESKTOP)
        for line in axe_violations(page):
            print(f"{name} {theme}: {line}")  # noqa: T201
    print(f"{name}: {', '.join(person.complaints) or 'taken'}")  # noqa: T201


@contextmanager
def people(browser: Browser, product: Product) -> Iterator[Any]:
    """Yield a function that opens a browser for somebody."""

    def open_person(username: str | None) -> Person:
        somebody = Person(browser.new_context(viewport=DESKTOP), product)
        return somebody.sign_in(username) if username else somebody

    yield open_person


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "docs/screenshots")
