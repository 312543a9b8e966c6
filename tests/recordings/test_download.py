"""A link is not trusted: where it leads, what comes back, and how much of it."""

import hashlib

import httpx
import pytest

from links.errors import Failed, Refused
from recordings import download

LINK = "https://store.s3.amazonaws.com/recording.mp3?X-Amz-Expires=600"
MP3 = {"Content-Type": "audio/mpeg"}


@pytest.fixture(autouse=True)
def _real_provider(settings):
    settings.TELNYX_IS_EMULATED = False
    settings.RECORDING_HOSTS = ["*.amazonaws.com"]


@pytest.fixture
def storage():
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


@pytest.mark.parametrize(
    "link",
    [
        "http://store.s3.amazonaws.com/recording.mp3",
        "https://evil.example/recording.mp3",
        "https://[::1",
        "",
    ],
)
def test_download_refuses_where_it_must_not_go(storage, tmp_path, link):
    """What else a link can be is told in tests/links/."""
    asked = storage(content=b"sound")

    with pytest.raises(Refused):
        download.download(link, tmp_path / "1.mp3")

    assert asked == []


@pytest.mark.parametrize(
    ("response", "error", "words"),
    [
        ({"status_code": 403}, download.LinkExpired, "expired"),
        ({"status_code": 500}, Failed, "answered 500"),
        (
            {"status_code": 302, "headers": {"Location": "http://10.0.0.8/"}},
            Refused,
            "leads to 10.0.0.8",
        ),
        (
            {"headers": {"Content-Type": "text/html"}, "content": b"<html>"},
            Refused,
            "text/html instead of audio",
        ),
        ({"content": b""}, Failed, "empty"),
        ({"headers": {**MP3, "Content-Encoding": "gzip"}}, Failed, "compressed"),
        (
            {"headers": {**MP3, "Content-Length": str(2**31)}},
            Refused,
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

    with pytest.raises(Refused, match="larger"):
        download.download(LINK, tmp_path / "1.mp3")

    assert list(tmp_path.iterdir()) == []


def test_download_gives_up_on_a_connection_that_breaks(tmp_path):
    def broken(request):
        raise httpx.ReadError("gone", request=request)

    download.configure(httpx.MockTransport(broken))
    with pytest.raises(Failed, match="did not answer in full"):
        download.download(LINK, tmp_path / "1.mp3")
    download.configure(None)


def test_download_from_the_emulator_is_allowed_only_with_it(
    storage, tmp_path, settings
):
    storage(content=b"sound")
    link = "http://127.0.0.1:8010/recording-store/1.mp3"

    with pytest.raises(Refused):
        download.download(link, tmp_path / "1.mp3")
    settings.TELNYX_IS_EMULATED = True
    settings.TELNYX_BASE_URL = "http://127.0.0.1:8010/v2"

    assert download.download(link, tmp_path / "1.mp3").size_bytes == 5
