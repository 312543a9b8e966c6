"""The product, and browsers that telephone: the SDK of Telnyx as it comes, and real sound."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.product import Product, running_product
from tests.support.chromium import LAUNCH_ARGUMENTS
from tests.support.fixtures import chromium
from tests.telephones.floor import Floor

__all__ = ["chromium"]

# Without the second, a machine that has no network but itself finds no candidates.
ARGUMENTS = [
    *LAUNCH_ARGUMENTS,
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
]


@pytest.fixture(scope="package")
def product(tmp_path_factory) -> Iterator[Product]:
    data = tmp_path_factory.mktemp("product")
    with running_product(data, DEMO_PHONES="browser") as running:
        yield running


@pytest.fixture(scope="package")
def browser(chromium) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def floor(browser, product) -> Iterator[Floor]:
    """Nobody is on the telephone, before and after; what a console says fails the test."""
    floor = Floor(browser, product)
    yield floor
    complaints = floor.close()
    assert complaints == []
