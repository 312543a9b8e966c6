"""Pages in Chromium, and what is held against every one of them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.browser.product import Product
from tests.support.chromium import LAUNCH_ARGUMENTS
from tests.support.processes import ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
STATIC = ("font", "image", "stylesheet", "script")
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}

# A caller hears a greeting of some seconds before they wait.
expect.set_options(timeout=20_000)


@contextmanager
def chromium_browser(path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=LAUNCH_ARGUMENTS
        )
        yield browser
        browser.close()


class Person:
    """Somebody signed in, with a browser of their own, looking at one page.

    What the console complains about is kept in `complaints`: scripts that fail, what
    the content policy blocked, files that are missing.
    """

    def __init__(self, context: BrowserContext, product: Product) -> None:
        self.context = context
        self.product = product
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.documents = 0
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("domcontentloaded", self._count)

    def _hear(self, message: Any) -> None:
        # A refused command is answered with a 4xx, which Chromium logs as an error.
        is_answer = "status of 4" in message.text
        if message.type in ("error", "warning") and not is_answer:
            self.complaints.append(message.text)

    def _count(self, page: Page) -> None:
        self.documents += 1

    def sign_in(self, username: str) -> "Person":
        self.page.goto(f"{self.product.url}/accounts/login/")
        self.page.get_by_label("User name").fill(username)
        self.page.get_by_label("Password").fill(self.product.password)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("navigation", name="Main")).to_be_visible()
        return self

    def open(self, path: str) -> Page:
        self.page.goto(self.product.url + path)
        return self.page

    def open_live(self, path: str) -> Page:
        """Open a live page and wait until its socket has spoken."""
        page = self.open(path)
        expect(page.locator("html")).to_have_attribute("data-live", "live")
        return page

    def watch_loads(self) -> list[str]:
        """Return a list that grows by every address that the page fetches from now on.

        Commands are no fetches; a page that is kept fresh by pushes fetches nothing.
        """
        loads: list[str] = []

        def note(request: Request) -> None:
            if request.method == "GET" and request.resource_type not in STATIC:
                loads.append(request.url)

        self.page.on("request", note)
        return loads

    def press(self, name: str, within: str = "main") -> None:
        place = self.page.locator(within)
        place.get_by_role("button", name=name, exact=True).first.click()


def axe_violations(page: Page) -> list[str]:
    """Return one line for each breach of WCAG 2.2 AA that axe finds on the page."""
    page.evaluate(AXE.read_text())
    options = json.dumps({"runOnly": AXE_RULES})
    found = page.evaluate(f"axe.run(document, {options})")
    return [
        f"{breach['id']}: {node['html'][:160]}"
        for breach in found["violations"]
        for node in breach["nodes"]
    ]


def screenshot(page: Page, path: Path) -> None:
    """Write a picture of the whole page, once its fonts are there."""
    page.evaluate("document.fonts.ready")
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, animations="disabled")
