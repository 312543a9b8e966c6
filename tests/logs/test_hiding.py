"""No secret and no caller's number is in what is logged, whatever is logged."""

import pytest

from logs.hiding import Hiding

SECRETS = ["KEY0123-abc", "p@ss/word", "short", ""]
hiding = Hiding(SECRETS)


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("Carl (+15557770001) calls", "Carl ([number]) calls"),
        ("sip:+15557770001@sip.telnyx.com", "sip:[number]@sip.telnyx.com"),
        ("GET /calls/?q=%2B15557770001", "GET /calls/?q=[number]"),
        ('{"from": "+442079460000"}', '{"from": "[number]"}'),
        ("at 2026-11-30T08:00:00+00:00", "at 2026-11-30T08:00:00+00:00"),
        ("call 1555777, leg v3:8a+99", "call 1555777, leg v3:8a+99"),
        ("key KEY0123-abc refused", "key [hidden] refused"),
        ("postgresql://u:p@ss/word@db", "postgresql://u:[hidden]@db"),
        ("postgresql://u:p%40ss%2Fword@db", "postgresql://u:[hidden]@db"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer [hidden]"),
        ("a short one is a word", "a short one is a word"),
    ],
)
def test_it_is_left_out(told, read):
    assert hiding.of(told) == read


def test_numbers_are_shown_where_a_setting_says_so():
    shown = Hiding(SECRETS, shows_numbers=True)
    assert shown.of("+15557770001 KEY0123-abc") == "+15557770001 [hidden]"


def test_a_site_without_secrets_hides_nothing_else():
    assert Hiding([]).of("nothing to hide") == "nothing to hide"


def test_a_secret_that_begins_another_does_not_leave_the_rest():
    assert Hiding(["abcdef", "abcdef-ghi"]).of("abcdef-ghi") == "[hidden]"
