"""A link is followed to where it may lead, over real sockets, and no further."""

import socket
import time

import pytest

from links import network
from links.errors import Failed, Refused
from links.opening import Rules, opened, sent
from tests.links.web import running_web, whole

PUBLIC = "52.216.1.1"


@pytest.fixture
def web():
    with running_web() as running:
        yield running


@pytest.fixture
def rules(web):
    """The server on this machine is our own; beyond it, one host with TLS."""
    own = f"http://127.0.0.1:{web.port}"
    return Rules(hosts=["*.example.com"], seconds=1, own=own)


@pytest.fixture
def names(monkeypatch):
    """What each name leads to; the list of names that were looked up is returned."""

    def lead(**to: list[str]):
        looked_up = []

        def look_up(host, port):
            looked_up.append(host)
            return to[host.split(".")[0]]

        monkeypatch.setattr(network, "addresses_of", look_up)
        return looked_up

    return lead


def fetch(url: str, rules: Rules) -> bytes:
    with opened(url, rules) as response:
        return b"".join(response.iter_bytes())


def test_our_own_address_is_asked_without_tls(web, rules):
    web.answers("/a.mp3", whole(b"sound"))

    assert fetch(f"{rules.own}/a.mp3", rules) == b"sound"
    assert "Accept-Encoding: identity" in web.asked[0]
    assert "Authorization" not in web.asked[0]


@pytest.mark.parametrize(
    "link",
    [
        "",
        "file:///etc/passwd",
        "http://store.example.com/a.mp3",
        "https://evil.org/a.mp3",
        "https://example.com.evil.org/a.mp3",
        "https://127.0.0.1/a.mp3",
        "https://ada:secret@store.example.com/a.mp3",
        "https://:secret@store.example.com/a.mp3",
        "https://evil.org\\@store.example.com/a.mp3",
        "https://[::1",
        "https://[::1]]/a.mp3",
        "https://store.example.com:99999/a.mp3",
        "https://store.example.com:0/a.mp3",
        "https://store.example.com:http/a.mp3",
        "https://store.example.com\n.evil.org/a.mp3",
        "https://store.example.com\x00/a.mp3",
        "https://xn--/a.mp3",
        "https://\ud800.example.com/a.mp3",
        "https://" + "a/" * 70_000,
        "ht tp://store.example.com/a.mp3",
    ],
)
def test_link_that_leads_where_it_must_not_is_refused(names, rules, link):
    looked_up = names()

    with pytest.raises(Refused):
        fetch(link, rules)

    assert looked_up == []


@pytest.mark.parametrize(
    "host", ["a..example.com", f"{'a' * 64}.example.com", "gone.example.com"]
)
def test_name_that_cannot_be_looked_up_is_a_failure(rules, host, monkeypatch):
    """Python's own rules for names raise UnicodeError; the resolver raises OSError."""
    real = socket.getaddrinfo

    def look_up(name, *given, **named):
        if name == "gone.example.com":
            raise socket.gaierror
        return real(name.encode("idna"), *given, **named)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(Failed, match="was not found"):
        fetch(f"https://{host}/a.mp3", rules)


@pytest.mark.parametrize(
    "addresses",
    [["10.0.0.8"], ["127.0.0.1"], [PUBLIC, "10.0.0.8"], ["64:ff9b::7f00:1"]],
)
def test_name_that_leads_inside_is_refused_and_nobody_is_asked(
    web, rules, names, addresses
):
    names(store=addresses)

    with pytest.raises(Refused, match=r"store\.example\.com is not a public address"):
        fetch(f"https://store.example.com:{web.port}/a.mp3", rules)

    assert web.asked == []


def test_connection_goes_to_the_address_that_was_checked(web, names):
    """Somebody may answer a second question for the name otherwise; none is asked."""
    looked_up = names(store=["127.0.0.1"])
    rules = Rules(["store.example.com"], 1, may_reach=lambda one: one == "127.0.0.1")
    web.answers("/", whole(b""))

    with pytest.raises(Failed):  # It has no certificate, which is asked for next.
        fetch(f"https://store.example.com:{web.port}/", rules)

    assert looked_up == ["store.example.com"]


def test_redirect_is_followed(web, rules):
    web.redirects("/old", "/new")
    web.answers("/new", whole(b"sound"))

    assert fetch(f"{rules.own}/old", rules) == b"sound"


@pytest.mark.parametrize(
    "location",
    [
        "http://10.0.0.8/a.mp3",
        "https://evil.org/a.mp3",
        "https://inside.example.com/a.mp3",
        "file:///etc/passwd",
        "https://ada:secret@store.example.com/a.mp3",
    ],
)
def test_redirect_is_checked_anew(web, rules, names, location):
    web.redirects("/old", location)
    names(inside=["10.0.0.8"], **{"127": ["127.0.0.1"]})

    with pytest.raises(Refused):
        fetch(f"{rules.own}/old", rules)


@pytest.mark.parametrize("location", ["https://[::1", "http://a:b:c/"])
def test_redirect_to_nonsense_is_an_answer_like_any_other_trouble(web, rules, location):
    web.redirects("/old", location)

    with pytest.raises((Refused, Failed)):
        fetch(f"{rules.own}/old", rules)


def test_redirects_in_a_circle_end(web, rules):
    web.redirects("/round", "/round")

    with pytest.raises(Failed, match="on and on"):
        fetch(f"{rules.own}/round", rules)

    assert len(web.asked) == 4


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nContent-Length: 100000\r\n\r\n"


@pytest.mark.parametrize(
    "drops",
    [
        [b"HTTP/1.1 200 OK\r\n", *[0.1, b"A: b\r\n"] * 100],
        [HEAD, *[0.1, b"."] * 100],
        [HEAD, 20.0],
    ],
    ids=["head in drops", "body in drops", "silence"],
)
def test_slow_server_is_given_up_on_in_time(web, rules, drops):
    web.answers("/slow", *drops)
    started = time.monotonic()

    with pytest.raises(Failed):
        fetch(f"{rules.own}/slow", rules)

    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "answer", [b"", b"nonsense\r\n\r\n", HEAD + b"short", b"HTTP/1.1 200 OK\r\n: \r\n"]
)
def test_answer_that_is_none_is_a_failure(web, rules, answer):
    web.answers("/bad", answer)

    with pytest.raises(Failed, match="did not answer in full"):
        fetch(f"{rules.own}/bad", rules)


def test_what_is_sent_arrives_and_only_the_status_is_taken(web, rules):
    web.answers("/hook", whole(b"x" * 100_000))
    assert sent(f"{rules.own}/hook", b"told", {"webhook-id": "msg_1"}, rules) == 200
    [request] = web.asked
    assert request.startswith("POST /hook ")
    assert "webhook-id: msg_1" in request


def test_what_is_sent_follows_no_redirect(web, rules):
    web.redirects("/hook", f"{rules.own}/elsewhere")
    assert sent(f"{rules.own}/hook", b"told", {}, rules) == 302
    assert len(web.asked) == 1


def test_what_is_sent_goes_nowhere_inside(names, rules, web):
    names(inside=["10.0.0.1"])
    with pytest.raises(Refused, match="not a public address"):
        sent("https://inside.example.com/hook", b"told", {}, rules)
    with pytest.raises(Refused, match="password"):
        sent("https://u:p@inside.example.com/hook", b"told", {}, rules)
    assert web.asked == []


def test_a_receiver_that_is_too_slow_is_given_up_on(web, rules):
    web.answers("/hook", 3.0, whole(b""))
    with pytest.raises(Failed):
        sent(f"{rules.own}/hook", b"told", {}, rules)
