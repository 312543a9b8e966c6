"""Who calls is always said in words, whatever a network sends."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provider.callers import ANONYMOUS, UNKNOWN, caller_words, number_beside
from tests.support.nasty import NASTY
from text.plain import plain

TEXTS = st.one_of(st.sampled_from(NASTY), st.text(max_size=500))


@pytest.mark.parametrize(
    ("name", "number", "words", "beside"),
    [
        ("Ana Ruiz", "+15550100100", "Ana Ruiz", "+1 555 010 0100"),
        ("", "+15550100100", "+1 555 010 0100", ""),
        ("+15550100100", "+15550100100", "+1 555 010 0100", ""),
        ("+1 (555) 010-0100", "+15550100100", "+1 555 010 0100", ""),
        ("\u200b", "+15550100100", "+1 555 010 0100", ""),
        ("Ana", "sip:ana@sip.example.net", "Ana", "ana@sip.example.net"),
        ("", "sip:ana@sip.example.net", "ana@sip.example.net", ""),
        ("Ana", "anonymous", "Ana", ""),
        ("", "anonymous", ANONYMOUS, ""),
        ("Anonymous", "sip:anonymous@anonymous.invalid", ANONYMOUS, ""),
        ("PRIVATE NUMBER", "", ANONYMOUS, ""),
        ("Restricted", "+266696687", ANONYMOUS, ""),
        ("", "", UNKNOWN, ""),
        ("UNAVAILABLE", "unknown", UNKNOWN, ""),
        ("Unknown", "+15550100100", "+1 555 010 0100", ""),
        (
            "\u05e9\u05dc\u05d5\u05dd",
            "+15550100100",
            "\u05e9\u05dc\u05d5\u05dd",
            "+1 555 010 0100",
        ),
    ],
)
def test_caller_is_named_by_name_number_or_word(name, number, words, beside):
    assert caller_words(name, number) == words
    assert number_beside(name, number) == beside


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_words_are_never_empty_and_nothing_is_said_twice(name, number):
    words, beside = caller_words(name, number), number_beside(name, number)
    assert words
    assert plain(words) == words
    assert plain(beside) == beside != words
