"""Who is let in, and how the others are told."""

import pytest

from accounts.roles import Role
from live import hub
from tests.factories import make_user
from tests.live.conftest import Browser, session_of


@pytest.fixture
def ana(transactional_db):
    return make_user("ana", Role.AGENT)


@pytest.fixture
def key(ana):
    return session_of(ana)


async def test_without_a_session_the_login_page_is_asked_for(running_hub):
    assert await Browser("/live/stage/", "").open() == 4401
    assert await Browser("/live/stage/", "unknown").open() == 4401


async def test_deactivated_account_is_signed_out(running_hub, key, ana):
    ana.is_active = False
    await ana.asave()
    assert await Browser("/live/stage/", key).open() == 4401


async def test_new_password_ends_old_sessions(running_hub, key, ana):
    ana.set_password("another one entirely")
    await ana.asave()
    assert await Browser("/live/stage/", key).open() == 4401


@pytest.mark.parametrize(
    "path", ["/live/office/", "/live/stage/7/", "/live/nothing/", "/live/", "/other/"]
)
async def test_what_is_not_allowed_or_unknown_is_refused_alike(running_hub, key, path):
    assert await Browser(path, key).open() == 4403


@pytest.mark.parametrize(
    "origin",
    [
        b"",
        b"null",
        b"http://evil.example",
        b"http://localhost",
        b"http://localhost:9999",
        b"https://localhost:8000",
        b"http://localhost.evil.example:8000",
    ],
)
async def test_foreign_page_is_refused_before_the_handshake(running_hub, key, origin):
    assert await Browser("/live/stage/", key, origin).open() == "refused"


async def test_twentieth_screen_is_the_last(running_hub, key, monkeypatch):
    monkeypatch.setattr(hub, "SOCKETS_PER_USER", 2)
    # Both are held: one that is collected has left.
    first, second = Browser("/live/stage/", key), Browser("/live/stage/", key)
    assert await first.open() == "accepted"
    assert await second.open() == "accepted"
    assert await Browser("/live/stage/", key).open() == 4429
    await first.leave()
    assert await Browser("/live/stage/", key).open() == "accepted"
