"""A page that nobody has opened before, on a slow line."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

BYTES_PER_SECOND = 50 * 1024
LATENCY_MS = 400
SECONDS_TO_FIRST_PAINT = 5
FIRST_PAINT = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(list.getEntries()[0].startTime))
    .observe({type: "paint", buffered: true});
})"""


@pytest.mark.parametrize("path", ["/board/", "/accounts/login/"])
def test_first_paint_comes_within_five_seconds(person, quiet, path):
    somebody = person("supervisor" if path == "/board/" else None)
    line = somebody.context.new_cdp_session(somebody.page)
    line.send("Network.clearBrowserCache")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": BYTES_PER_SECOND,
            "uploadThroughput": BYTES_PER_SECOND,
        },
    )
    page = somebody.open(path)
    painted_after = page.evaluate(FIRST_PAINT) / 1000
    assert painted_after <= SECONDS_TO_FIRST_PAINT
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_few_files_hold_up_the_first_paint(person, quiet):
    sofia = person("supervisor")
    page = sofia.open("/board/")
    blocking = page.evaluate(
        "performance.getEntriesByType('resource')"
        ".filter(entry => entry.renderBlockingStatus === 'blocking')"
        ".map(entry => new URL(entry.name).pathname)"
    )
    assert sorted(blocking) == ["/static/css/site.css", "/static/js/site.js"]
