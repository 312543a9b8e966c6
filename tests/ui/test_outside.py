"""Text from outside on a page: seen, fenced, and never markup."""

from types import SimpleNamespace

import pytest
from django.template import Context, Template

from provider.callers import UNKNOWN
from tests.support.nasty import NASTY
from text.plain import plain
from ui.outside import caller, caller_words, isolated, names, number_beside, sentence

HEBREW = "\u05e9\u05dc\u05d5\u05dd"


def fenced(text: str) -> str:
    return f'<bdi class="cc-outside" title="{text}">{text}</bdi>'


def call(name: str, number: str) -> SimpleNamespace:
    return SimpleNamespace(caller_name=name, from_number=number)


def test_name_and_number_are_fenced_apart():
    somebody = call(HEBREW, "+493012345612")
    assert caller(somebody) == fenced(HEBREW)
    assert number_beside(somebody) == fenced("+49 30 12345612")
    assert caller_words(somebody) == HEBREW


def test_number_is_not_printed_twice():
    assert caller(call("", "+15550100100")) == fenced("+1 555 010 0100")
    assert number_beside(call("", "+15550100100")) == ""


def test_nobody_is_a_word():
    assert caller(call("\u200b", "")) == fenced(UNKNOWN)
    assert isolated("\u200b") == isolated(None) == "—"
    assert isolated("", "unnamed") == "unnamed"


def test_names_have_commas_between_them():
    assert names(["Ana", HEBREW]) == f"{fenced('Ana')}, {fenced(HEBREW)}"
    assert names([], "nobody") == "nobody"


def test_number_in_a_sentence_is_fenced():
    said = sentence(f"{HEBREW} called +442079460958.")
    assert said == f"{HEBREW} called <bdi>+44 20 7946 0958</bdi>."


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_no_text_is_markup_or_nothing(text):
    source = "{% load ui %}{{ text|isolated }}{{ text|sentence }}{% caller call %}"
    drawn = Template(source).render(Context({"text": text, "call": call(text, text)}))
    assert "<script" not in drawn
    assert "<img" not in drawn
    assert "<b>" not in drawn
    assert "cc-outside" in drawn
    assert plain(caller_words(call(text, text))) != ""
