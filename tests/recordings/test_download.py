"""A link is not trusted: where it leads, what comes back, and how much of it."""

import hashlib
import socket

import httpx
import pytest

from recordings import download

LINK = "https://store.s3.amazonaws.com/recording.mp3?X-Amz-Expires=600"
PUBLIC, PRIVATE = "52.216.1.1", "10.0.0.8"
MP3 = {"Content-Type": "audio/mpeg"}


@pytest.fixture(autouse=True)
def _real_provider(settings):
    settings.TELNYX_IS_EMULATED = False
    settings.RECORDING_HOSTS = ["*.amazonaws.com"]


@pytest.fixture
def resolve(monkeypatch):
    """Let every name lead to one address."""

    def to(*addresses):
        found = [(2, 1, 6, "", (address, 443)) for address in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    to(PUBLIC)
    return to


@pytest.fixture
def storage(resolve):
    """Answer every request alike; collect the requests."""
    asked = []

    def answer(**response):
        def handle(request):
            asked.append(request)
            return httpx.Response(**{"status_code": 200, "headers": MP3, **response})

        download.configure(httpx.MockTransport(handle))
        return asked

    yield answer
    download.configure(None)


def test_download_stores_the_whole_file(storage, tmp_path):
    storage(content=b"sound" * 50_000)

    copy = download.download(LINK, tmp_path / "sub" / "1.mp3")

    content = (tmp_path / "sub" / "1.mp3").read_bytes()
    assert content == b"sound" * 50_000
    assert copy == download.Copy(250_000, hashlib.sha256(content).hexdigest())


def test_download_connects_to_the_address_that_was_checked(storage, tmp_path):
    asked = storage(content=b"sound")

    download.download(LINK, tmp_path / "1.mp3")

    [request] = asked
    assert request.url.host == PUBLIC
    assert request.headers["Host"] == "store.s3.amazonaws.com"
    assert request.extensions["sni_hostname"] == "store.s3.amazonaws.com"
    assert "Authorization" not in request.headers


@pytest.mark.parametrize(
    "link",
    [
        "http://store.s3.amazonaws.com/recording.mp3",
        "https://evil.example/recording.mp3",
        "https://amazonaws.com.evil.example/recording.mp3",
        "https://user@store.s3.amazonaws.com/recording.mp3",
        "https://127.0.0.1/recording.mp3",
        "file:///etc/passwd",
        "",
    ],
)
def test_download_refuses_where_it_must_not_go(storage, tmp_path, link):
    asked = storage(content=b"sound")

    with pytest.raises(download.Refused):
        download.download(link, tmp_path / "1.mp3")

    assert asked == []


@pytest.mark.parametrize("addresses", [(PRIVATE,), (PUBLIC, PRIVATE), ("::1",)])
def test_download_refuses_a_name_that_leads_inside(
    storage, resolve, tmp_path, addresses
):
    asked = storage(content=b"sound")
    resolve(*addresses)

    with pytest.raises(download.Refused, match="not a public address"):
        download.download(LINK, tmp_path / "1.mp3")

    assert asked == []


@pytest.mark.parametrize(
    ("response", "error", "words"),
    [
        ({"status_code": 403}, download.LinkExpired, "expired"),
        ({"status_code": 500}, download.Failed, "answered 500"),
        (
            {"status_code": 302, "headers": {"Location": "http://10.0.0.8/"}},
            download.Failed,
            "answered 302",
        ),
        (
            {"headers": {"Content-Type": "text/html"}, "content": b"<html>"},
            download.Refused,
            "text/html instead of audio",
        ),
        ({"content": b""}, download.Failed, "empty"),
        (
            {"headers": {**MP3, "Content-Length": str(2**31)}},
            download.Refused,
            "larger than 1 GiB",
        ),
    ],
)
def test_download_leaves_nothing_behind_when_it_fails(
    storage, tmp_path, response, error, words
):
    storage(**response)

    with pytest.raises(error, match=words):
        download.download(LINK, tmp_path / "1.mp3")

    assert list(tmp_path.iterdir()) == []


def test_download_stops_at_the_limit_whatever_the_header_said(
    storage, tmp_path, monkeypatch
):
    monkeypatch.setattr(download, "MOST_BYTES", 1000)
    storage(content=(b"x" * 600 for _ in range(10)))

    with pytest.raises(download.Refused, match="larger"):
        download.download(LINK, tmp_path / "1.mp3")

    assert list(tmp_path.iterdir()) == []


def test_download_gives_up_on_a_connection_that_breaks(resolve, tmp_path):
    def broken(request):
        raise httpx.ReadError("gone", request=request)

    download.configure(httpx.MockTransport(broken))
    with pytest.raises(download.Failed, match="did not answer in full"):
        download.download(LINK, tmp_path / "1.mp3")
    download.configure(None)


def test_download_from_the_emulator_is_allowed_only_with_it(
    storage, tmp_path, settings
):
    storage(content=b"sound")
    link = "http://127.0.0.1:8010/recording-store/1.mp3"

    with pytest.raises(download.Refused):
        download.download(link, tmp_path / "1.mp3")
    settings.TELNYX_IS_EMULATED = True
    settings.TELNYX_BASE_URL = "http://127.0.0.1:8010/v2"

    assert download.download(link, tmp_path / "1.mp3").size_bytes == 5
