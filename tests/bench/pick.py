"""From the click on *Pick* to the commands that it causes at the provider.

Ana's desk in Chromium, the product as `make run` starts it, the emulator's journal as
the clock at the other end. To the bridge it is two commands and an event: her phone is
dialled, answers at once, and the webhook that says so makes the bridge. The baseline is
a bare Django view on daphne that dials as soon as it is asked, without a database, an
outbox or a worker in between.
"""

import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.bench import servers
from tests.bench.figures import Figure, percentile
from tests.browser.pages import Person, chromium_browser
from tests.browser.product import NUMBERS, Product, eventually, running_product
from tests.support.tools import require_chromium

PHONE = "sip:agent1@sip.telnyx.com"
NOTE_CLICKS = """
window.clickedAt = 0;
addEventListener("click", () => {
  window.clickedAt = performance.timeOrigin + performance.now();
}, true);
"""


def measure(*, quick: bool) -> Iterator[Figure]:
    picks = 6 if quick else 25
    with (
        tempfile.TemporaryDirectory() as folder,
        running_product(Path(folder)) as product,
        chromium_browser(str(require_chromium())) as browser,
    ):
        echo = bare_delays(product, Path(folder) / "bare", picks)
        context = browser.new_context()
        context.add_init_script(NOTE_CLICKS)
        ana = Person(context, product).sign_in("agent1")
        dials = pick_delays(product, ana, picks, "calls.dial", behaviour="ignore")
        bridges = pick_delays(product, ana, picks, "calls.bridge", after_secs=0)
        context.close()
    yield from figures("dial", dials, echo)
    yield from figures("bridge", bridges, echo)


def figures(
    command: str, delays: list[float], baseline: list[float]
) -> Iterator[Figure]:
    for name, share in (("p50", 0.5), ("p95", 0.95)):
        value = percentile(delays, share) * 1000
        is_aim = name == "p50"
        yield Figure(
            f"pick {name}: click to {command} command",
            value,
            "ms",
            "bare view that dials",
            percentile(baseline, share) * 1000,
            "≤ 150 ms" if is_aim else "",
            value <= 150 if is_aim else None,
        )


def pick_delays(
    product: Product, ana: Person, picks: int, operation: str, **script: object
) -> list[float]:
    """Seconds from each click to its command; then the caller leaves.

    `script` says what Ana's phone does when it is dialled.
    """
    product.tell_emulator("POST", "callees", address=PHONE, **script)
    legs = [
        product.call_in(f"Caller {number}", f"+1555777{number:04d}", NUMBERS["Billing"])
        for number in range(picks)
    ]
    page = ana.open_live("/desk/")
    post(page, product, "state/", state="available")
    eventually(lambda: all_wait(product, legs), 60)
    return [one_pick(product, page, operation) for _ in range(picks)]


def one_pick(product: Product, page: Page, operation: str) -> float:
    callers = page.locator('button:has-text("Pick")')
    button = page.locator('button:has-text("Pick"):enabled').first
    expect(button).to_be_visible()
    waiting, before = callers.count(), len(executed(product, operation))
    button.click()
    clicked_at = float(page.evaluate("() => window.clickedAt")) / 1000
    eventually(lambda: len(executed(product, operation)) > before, 15)
    command = executed(product, operation)[-1]
    linked = command["params"].get("link_to")
    product.far_party(linked or caller_who_talks(product), "hangup")
    expect(callers).to_have_count(waiting - 1)
    if not linked:
        expect(page.get_by_text("Wrap-up").first).to_be_visible()
        post(page, product, "wrap-up/finish/")
    return moment(command["at"]) - clicked_at


def caller_who_talks(product: Product) -> str:
    return next(
        str(one["call_control_id"])
        for one in product.legs()
        if one["direction"] == "incoming" and one["place"]["kind"] == "bridged"
    )


def post(page: Page, product: Product, what: str, **form: str) -> None:
    """Have Ana do something about herself that is not measured."""
    answer = page.request.post(
        f"{product.url}/agents/me/{what}",
        form={**form, "csrfmiddlewaretoken": token(page)},
        headers={"Referer": product.url},
    )
    assert answer.ok, answer.status


def bare_delays(product: Product, folder: Path, dials: int) -> list[float]:
    settings = servers.settings_for(
        folder, provider_port=product.emulator.base_url.port or 0
    )
    api = httpx.Client(
        base_url=settings["TELNYX_BASE_URL"],
        headers={"Authorization": "Bearer KEY_EMULATOR"},
    )
    with api, servers.bare(settings) as server:
        application = api.get("/call_control_applications").json()["data"][0]["id"]
        body = {"connection_id": application, "from": NUMBERS["Billing"], "to": PHONE}
        delays = []
        for _ in range(dials):
            asked_at = time.time()
            httpx.post(server.url("/dial"), json=body).raise_for_status()
            dial = executed(product, "calls.dial")[-1]
            delays.append(moment(dial["at"]) - asked_at)
            leg = next(one for one in product.legs() if one["phase"] == "ringing")
            product.far_party(leg["call_control_id"], "hangup")
    return delays


def executed(product: Product, operation: str) -> list[dict[str, Any]]:
    entries = product.tell_emulator("GET", "journal")["entries"]
    return [one for one in entries if one.get("operation") == operation]


def all_wait(product: Product, legs: list[str]) -> bool:
    places = {one["call_control_id"]: one["place"]["kind"] for one in product.legs()}
    return all(places[leg] == "queued" for leg in legs)


def token(page: Page) -> str:
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    return str(cookies["csrf"])


def moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
