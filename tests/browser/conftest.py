"""One product and one Chromium for all browser tests; a fresh person for each."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.pages import DESKTOP, Person, chromium_browser
from tests.browser.product import Product, running_product
from tests.support.fixtures import chromium

__all__ = ["chromium"]

Open = Callable[..., Person]


@pytest.fixture(scope="session")
def product(tmp_path_factory) -> Iterator[Product]:
    with running_product(tmp_path_factory.mktemp("product")) as running:
        yield running


@pytest.fixture(scope="session")
def browser(chromium) -> Iterator[Browser]:
    with chromium_browser(chromium) as running:
        yield running


@pytest.fixture
def person(browser, product) -> Iterator[Open]:
    """Return a function that opens a browser for somebody, by user name.

    At the end, whatever a console complained about fails the test.
    """
    people: list[Person] = []

    def open_browser(username: str | None, **options: Any) -> Person:
        context = browser.new_context(viewport=DESKTOP, **options)
        somebody = Person(context, product)
        people.append(somebody)
        return somebody.sign_in(username) if username else somebody

    yield open_browser
    complaints = [line for somebody in people for line in somebody.complaints]
    for somebody in people:
        somebody.context.close()
    assert complaints == []


@pytest.fixture
def quiet(product) -> Iterator[Product]:
    """The product with nobody on the telephone, before and after."""
    product.hang_up_everybody()
    yield product
    product.hang_up_everybody()
