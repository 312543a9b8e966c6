"""Whatever somebody sends as a name: no page gets wider, no button gets out of reach.

Each of sixty texts stands in the lists as it came through the product, and is put by the
browser into every place of every page where a text from outside is printed.
"""

import mimetypes
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Route, ViewportSize

from tests.browser.pages import DESKTOP, PHONE
from tests.support.migrated import place_migrated
from tests.support.nasty import NASTY, shown
from tests.support.processes import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

HERE = Path(__file__).parent
SITE = "http://contact-center.test"
ANY_TEXT = "Qxqoutside"
PAGES = 30
LOOKS = [(theme, size) for theme in ("light", "dark") for size in (DESKTOP, PHONE)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The pages, written by a process of its own; no provider answers it."""
    folder: Path = tmp_path_factory.mktemp("outside")
    place_migrated(folder / "db.sqlite3")
    settings = {
        "PATH": "/usr/bin:/bin",
        "ENV_FILE": "",
        "DATA_DIR": str(folder),
        "EMULATOR_PORT": "9",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    command = [sys.executable, "-m", "tests.browser.outside_pages", str(folder)]
    subprocess.run(command, cwd=ROOT, env=settings, check=True)
    return folder


@pytest.fixture(scope="module")
def page(browser, folder):
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    page.route(f"{SITE}/**", lambda route: answer(route, folder))
    yield page
    context.close()


def answer(route: Route, folder: Path) -> None:
    path = urlsplit(route.request.url).path
    if path.startswith("/static/") and not path.endswith(".js"):
        found = finders.find(path.removeprefix("/static/"))
        kind, _ = mimetypes.guess_type(path)
        route.fulfill(path=str(found), content_type=kind or "")
    elif path.endswith(".html"):
        route.fulfill(path=folder / path.strip("/"), content_type="text/html")
    else:
        route.fulfill(status=404)


def look(page: Page, theme: str, size: ViewportSize) -> None:
    """Draw the page in another theme and size; no script is loaded that would do it."""
    page.evaluate(
        "(theme) => (document.documentElement.dataset.bsTheme = theme)", theme
    )
    page.set_viewport_size(size)


@pytest.mark.parametrize("number", range(PAGES))
def test_no_text_breaks_a_page(page, number):
    script = (HERE / "outside.js").read_text()
    texts = list(dict.fromkeys(shown(text) for text in NASTY))
    page.goto(f"{SITE}/{number:02}.html")
    probe = page.evaluate_handle(f"{script}('{ANY_TEXT}')")
    assert probe.evaluate("(probe) => probe.unfenced()") == []
    assert probe.evaluate("(probe) => probe.nameless()") == []
    for theme, size in LOOKS:
        look(page, theme, size)
        broken = probe.evaluate("(probe, texts) => probe.broken(texts)", texts)
        assert broken == [], f"{theme}, {size['width']} wide"
