"""Whatever is sent as a name: what can be seen of it is printed, and nothing else."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from text.folding import folded, technical
from text.plain import MOST_MARKS, plain

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
# Characters that hide, turn or pile up, more often than chance would draw them.
ODD = st.sampled_from(
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2066\u2069\u00ad\ufeff\u3164\u2800"
    "\u0301\u0489\u20dd\ufe0f\u034f\u0600\u00a0\u2028\u3000\t\n\x00\x1b\x7f\ue000\uffff"
    "אب٣🙂"
)
NAMES = st.lists(st.one_of(ODD, st.characters()), max_size=500).map("".join)


@settings(deadline=None)
@given(NAMES)
def test_nothing_invisible_is_left(name):
    shown = plain(name)
    assert shown == " ".join(shown.split())
    for before, character in zip(" " + shown, shown, strict=False):
        assert unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn")
        if unicodedata.category(character) in ("Mn", "Me"):
            assert before != " "
        if unicodedata.category(character) == "Cf":
            assert character in "\u200c\u200d"
            assert before not in " \u200c\u200d"


@settings(deadline=None)
@given(NAMES)
def test_marks_do_not_pile_up(name):
    pile = 0
    for character in plain(name):
        is_mark = unicodedata.category(character) in ("Mn", "Me")
        pile = pile + 1 if is_mark else 0
        assert pile <= MOST_MARKS


@settings(deadline=None)
@given(NAMES)
def test_what_was_made_printable_stays_as_it_is(name):
    assert plain(plain(name)) == plain(name)


@settings(deadline=None)
@given(NAMES)
def test_key_of_a_name_is_the_key_of_what_is_shown(name):
    key = folded(name)
    assert folded(plain(name)) == key
    assert folded(key) == key
    assert bool(key) == bool(plain(name))
    assert all(c.isalnum() or c == "-" for c in technical(name))
    assert technical(name).isascii()


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Ana Ruiz", "Ana Ruiz"),
        ("  Ana\t\nRuiz ", "Ana Ruiz"),
        ("\u200b", ""),
        ("\u3164\u2800\u115f", ""),
        ("\u0301\u0301", ""),
        ("\u202egnp.exe", "gnp.exe"),
        ("a\u0301", "á"),
        ("e" + "\u0489" * 40, "e" + "\u0489" * MOST_MARKS),
        ("<b>Ana</b>", "<b>Ana</b>"),
        ("שלום כהן", "שלום כהן"),
        (PERSIAN, PERSIAN),
        (FAMILY, FAMILY),
        ("\u200dAna\u200d", "Ana"),
        ("", ""),
    ],
)
def test_name_is_shown_as_it_was_meant(sent, shown):
    assert plain(sent) == shown


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Billing", "billing"),
        ("Billing", " BILLING "),
        ("Bill\u200bing", "Billing"),
        ("\uff22\uff29\uff2c\uff2c", "bill"),
        ("Ren\u00e9", "Rene\u0301"),
        ("Ren\u00e9", "RENE"),
        ("Stra\u00dfe", "STRASSE"),
        ("ﬁle", "file"),
        ("A  B", "a\u00a0b"),
        ("Καφές", "ΚΑΦΕΣ"),
    ],
)
def test_names_that_look_alike_are_the_same_name(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"), [("客服", "客户"), ("כהן", "לוי"), ("A", "B")]
)
def test_names_that_differ_are_told_apart(one, other):
    assert folded(one) != folded(other)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Billing & Returns", "billing-returns"),
        ("Überweisung", "uberweisung"),
        ("客服 2", "2"),
        ("客服", ""),
    ],
)
def test_technical_name_is_what_is_latin(name, slug):
    assert technical(name) == slug
