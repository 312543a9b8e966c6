"""The tags of docs/ui.md."""

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.template import Context, Template

from ui.outside import phone, plain, sentence
from ui.templatetags.ui import initials
from ui.ticking import clock

NOW = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
OUT_OF_BAND = ' hx-swap-oob="outerMorph"'


def draw(source: str, **context: object) -> str:
    template = Template("{% load ui %}" + source)
    return template.render(Context({"now": NOW, **context})).strip()


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def one(self, name: str) -> dict[str, str | None]:
        (attributes,) = [attrs for tag, attrs in self.found if tag == name]
        return attributes


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (None, "—"),
        (-3, "0:00"),
        (9.9, "0:09"),
        (3599, "59:59"),
        (3600, "1:00:00"),
        (timedelta(minutes=2, seconds=5), "2:05"),
    ],
)
def test_clock_prints_hours_only_from_one_hour_on(seconds, expected):
    assert clock(seconds) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+14155550132", "+1 415 555 0132"),
        ("+493012345612", "+49 30 12345612"),
        ("sip:ana@sip.example.com", "ana@sip.example.com"),
        ("+1\u202e4155550132", "+1 415 555 0132"),
    ],
)
def test_phone_groups_what_it_knows(number, expected):
    assert phone(number) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+15550100100 rings here.", "+1 555 010 0100 rings here."),
        (
            "From +15550100100 to +15550100101",
            "From +1 555 010 0100 to +1 555 010 0101",
        ),
        ("Order A+15550100100, key +155501001001", None),
        ("+442079460000 rings", "+44 20 7946 0000 rings"),
        ("sip:+15550100100x@here", None),
    ],
)
def test_sentence_groups_the_numbers_in_it(text, expected):
    assert sentence(text) == (expected or text)


def test_plain_drops_what_cannot_be_seen():
    assert plain("Ana\u200b \u202eRuiz\n") == "Ana Ruiz"


@pytest.mark.parametrize(
    ("name", "expected"), [("Ana Ruiz", "AR"), ("Ana de la Ruiz", "AR"), ("", "?")]
)
def test_initials_are_of_the_first_and_last_word(name, expected):
    assert initials(name) == expected


def test_since_prints_the_age_on_a_page():
    time = draw("{% since start bad=120 %}", start=ago(90))
    assert time.endswith(">1:30</time>")
    assert Tags(time).one("time")["data-grade"] == "warn"


def test_since_prints_only_the_start_on_the_socket():
    early = draw("{% since start bad=120 %}", start=NOW, oob=OUT_OF_BAND)
    late = draw(
        "{% since start bad=120 %}",
        start=NOW,
        oob=OUT_OF_BAND,
        now=NOW + timedelta(hours=1),
    )
    assert early == late
    assert "data-grade" not in early


def test_since_of_nothing_is_a_dash():
    assert ">—<" in draw("{% since start %}", start=None)


def test_until_counts_down_and_stops_at_zero():
    assert ">0:14<" in draw("{% until end %}", end=ago(-14))
    assert ">0:00<" in draw("{% until end %}", end=ago(3))


def test_age_grades_a_row():
    row = Tags(draw("<tr{% age start bad=100 %}>", start=ago(100))).one("tr")
    assert (row["data-warn"], row["data-bad"], row["data-grade"]) == (
        "70",
        "100",
        "bad",
    )


def test_command_is_a_real_form():
    html = draw('{% command "/pick/" "Pick" icon="phone" about="Ana" role="barge" %}')
    tags = Tags(html)
    form = tags.one("form")
    assert (form["method"], form["action"]) == ("post", "/pick/")
    assert form["hx-post"] == "/pick/"
    assert tags.one("input") == {"type": "hidden", "name": "role", "value": "barge"}
    assert 'Pick<span class="visually-hidden"> Ana</span>' in html


def test_command_carries_a_token_where_there_is_one():
    html = draw('{% command "/pick/" "Pick" %}', csrf_token="abc")
    assert Tags(html).one("input")["name"] == "csrfmiddlewaretoken"


def test_pending_command_cannot_be_pressed():
    button = Tags(draw('{% command "/x/" "Hold" pending=True %}')).one("button")
    assert "disabled" in button
    assert "data-pending" in button


def test_disabled_command_keeps_its_focus_and_says_why():
    html = draw('{% command "/x/" "Hold" disabled="Nobody is there." %}')
    button = Tags(html).one("button")
    assert "disabled" not in button
    assert button["aria-disabled"] == "true"
    assert button["data-reason"] == "Nobody is there."


def test_text_from_outside_is_escaped_everywhere():
    bad = "<img src=x onerror=alert(1)>"
    html = draw(
        '{% pill "ok" bad "check" %}{% avatar bad %}{% command "/x/" bad about=bad x=bad %}'
        '{% empty_state "inbox" bad bad %}{{ bad|phone }}{{ bad|plain }}{{ bad|sentence }}',
        bad=bad,
    )
    assert "<img" not in html


def test_name_that_was_escaped_before_is_not_escaped_twice():
    html = draw(
        "{% firstof name number as caller %}{{ caller|phone }}", name="Hollis & Vane"
    )
    assert html == "Hollis &amp; Vane"


def test_meter_without_a_share_is_a_dash():
    assert draw("{% meter value 80 %}", value=None) == '<span class="cc-mute">—</span>'


def test_pressure_draws_a_tick_per_caller():
    html = draw("{% pressure waits 120 %}", waits=[ago(10), ago(130)])
    assert html.count("data-tick=") == 2
    assert 'aria-label="2 waiting, 1 longer than 2:00"' in html
