"""People who telephone in the browser, and a caller with a telephone of his own."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.pages import DESKTOP, Person
from tests.browser.product import NUMBERS, Product
from tests.emulator.rtc.tabs import HEARD_DB, SILENT_DB

EARS = Path(__file__).with_name("listening.js").read_text()
# Nobody waits so long on an idle machine; a slow one is given the time.
AT_LAST = 45.0
PHONE = "#cc-phone"
LOG_OF_SDK = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} - ")


def until(condition: Callable[[], Any], what: str) -> Any:
    """Return the first true value of the condition."""
    deadline = time.monotonic() + AT_LAST
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what}: waited {AT_LAST} s in vain")


class Telephonist(Person):
    """Somebody signed in whose microphone hears one note, none at 0 Hz."""

    def __init__(self, context: BrowserContext, product: Product, note: int) -> None:
        # The page's scripts find this microphone when they first look for one.
        context.add_init_script(EARS + (f"\nhum({note});" if note else ""))
        super().__init__(context, product)
        self.note = note

    @property
    def words(self) -> str:
        return self.page.locator(f"{PHONE} [data-part=words]").inner_text()

    def _hear(self, message: Any) -> None:
        # What the SDK logs of itself is no complaint of the product's.
        if not LOG_OF_SDK.match(message.text):
            super()._hear(message)

    def is_connected(self) -> "Telephonist":
        expect(self.page.locator(PHONE)).to_have_attribute("data-line", "up")
        if self.value('"takesCalls" in document.getElementById("cc-phone").dataset'):
            until(lambda: self.value("cc.phone.state.mic") == "open", "a microphone")
        return self

    def act(self, name: str) -> None:
        self.page.locator(f"{PHONE} [data-act={name}]").click()

    def value(self, expression: str) -> Any:
        return self.page.evaluate(f"() => {expression}")

    def has_phase(self, phase: str) -> None:
        """Wait until the call at hand is in this phase; "" for no call."""
        expect(self.page.locator(PHONE)).to_have_attribute("data-phase", phase)

    def levels(self, *notes: int) -> list[float]:
        heard = self.page.evaluate("notes => listen(notes)", list(notes))
        return list(heard) if heard else []

    def hears(self, expected: set[int], *others: int) -> None:
        """Wait until just these notes are heard, and none of the others."""
        notes = sorted({*expected, *others})
        levels: list[float] = []

        def is_right() -> bool:
            nonlocal levels
            levels = self.levels(*notes)
            return bool(levels) and all(
                level > HEARD_DB if note in expected else level < SILENT_DB
                for note, level in zip(notes, levels, strict=True)
            )

        try:
            until(is_right, f"hears {expected}")
        except AssertionError as error:
            raise AssertionError(f"{error}: {notes} at {levels}") from None


class Floor:
    """The product with people at telephones in Chromium."""

    def __init__(self, browser: Browser, product: Product) -> None:
        self.browser, self.product = browser, product
        self.people: list[Telephonist] = []
        product.hang_up_everybody()
        until(lambda: product.tell_emulator("GET", "health")["gateway"], "the gateway")

    def person(self, username: str, note: int = 0) -> Telephonist:
        context = self.browser.new_context(viewport=DESKTOP)
        somebody = Telephonist(context, self.product, note)
        self.people.append(somebody)
        somebody.sign_in(username)
        return somebody.is_connected()

    def at_desk(self, username: str, note: int = 0) -> Telephonist:
        """Somebody who takes calls, and is Available."""
        agent = self.person(username, note)
        agent.open_live("/desk/")
        agent.is_connected()
        self.available(agent.page)
        return agent

    def available(self, page: Page) -> None:
        button = page.get_by_role("button", name="Go available")
        if button.is_visible():
            button.click()
        expect(page.get_by_text("Your state is Available")).to_be_visible()

    def caller(self, name: str, number: str, **behaviour: Any) -> str:
        """Somebody calls Billing; return the call_control_id of their leg."""
        return self.product.call_in(name, number, NUMBERS["Billing"], **behaviour)

    def leg(self, call_control_id: str) -> dict[str, Any]:
        found = [
            one
            for one in self.product.legs()
            if one["call_control_id"] == call_control_id
        ]
        return found[0]

    def act(self, call_control_id: str, action: str, **body: Any) -> None:
        """Send a command of the provider's about a leg, beside the product."""
        base = str(self.product.emulator.base_url).replace("_emulator/", "v2")
        answer = httpx.post(
            f"{base}/calls/{call_control_id}/actions/{action}",
            json=body,
            headers={"Authorization": "Bearer KEY_EMULATOR"},
            timeout=10,
        )
        assert answer.status_code == 200, answer.text

    def has_happened(self, event_type: str, call_control_id: str) -> None:
        until(
            lambda: self.product.has_happened(event_type, call_control_id), event_type
        )

    def close(self) -> list[str]:
        """Let everybody hang up and go; return what their consoles complained about."""
        complaints = [line for one in self.people for line in one.complaints]
        self.product.hang_up_everybody()
        for one in self.people:
            one.context.close()
        return complaints
