"""Every template compiles, also those that no test renders; and what all of them keep."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from ui.keys import KEYS

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
NAMES = sorted(p.relative_to(TEMPLATES).as_posix() for p in TEMPLATES.rglob("*.html"))
# `key=` of {% command %} and data-key of everything else; the list numbers its own.
KEY = re.compile(r'(?:key=|data-key=|_key=)"(Alt\+(?:Shift\+)?[A-Z0])"')
# Pressed by static/js/keys.js itself.
KEYS_OF_THE_SCRIPT = {"Alt+J"}
USUAL = {key.usual for key in KEYS}
LIVE_REGION = re.compile(r'role="(?:alert|status)"')


def source(name: str) -> str:
    return (TEMPLATES / name).read_text()


@pytest.mark.parametrize("name", NAMES)
def test_template_compiles(name):
    assert get_template(name).origin.template_name == name


def test_sheet_lists_every_key_and_no_other():
    used = {key for name in NAMES for key in KEY.findall(source(name))}
    assert used | KEYS_OF_THE_SCRIPT == USUAL


@pytest.mark.parametrize("name", [name for name in NAMES if "oob" in source(name)])
def test_fragment_leaves_speaking_to_the_announcer(name):
    # A live region that comes in with its text is read by some readers, and by some
    # twice; data-announce is said once, see static/js/speak.js.
    assert not LIVE_REGION.search(source(name))
