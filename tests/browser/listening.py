"""What a screen reader is given to say: every sentence that reached a live region."""

import pytest
from playwright.sync_api import TimeoutError

from tests.browser.pages import Person

POLITE, URGENT = "cc-polite", "cc-urgent"
# Runs before the page's own scripts; a sentence may be taken off again at any time.
NOTE_DOWN = """
window.heard = [];
addEventListener("DOMContentLoaded", () => {
  for (const id of ["cc-polite", "cc-urgent"]) {
    new MutationObserver((changes) => {
      for (const change of changes) {
        for (const node of change.addedNodes) heard.push([id, node.textContent]);
      }
    }).observe(document.getElementById(id), {childList: true, subtree: true});
  }
});
"""


class Listener:
    """Hears what is said on the pages that a person opens from now on."""

    def __init__(self, person: Person) -> None:
        self.page = person.page
        self.page.add_init_script(NOTE_DOWN)

    def forget(self) -> None:
        """Count only what is said from now on."""
        self.page.evaluate("heard.length = 0")

    def heard(self, region: str) -> list[str]:
        """Return what was said on the present page, in order."""
        return [text for where, text in self.page.evaluate("heard") if where == region]

    def wait_for(self, sentence: str, seconds: float = 20) -> None:
        """Wait until a sentence that begins like this was said."""
        try:
            self.page.wait_for_function(
                "sentence => heard.some(([_, text]) => text.startsWith(sentence))",
                arg=sentence,
                timeout=seconds * 1000,
            )
        except TimeoutError:
            pytest.fail(f"not said: {sentence!r}, but {self.page.evaluate('heard')}")
