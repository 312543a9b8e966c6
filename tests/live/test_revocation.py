"""Who signs out, loses a role or is switched off sees nothing more from that moment on."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from accounts.models import Grant
from accounts.roles import Role
from tests.factories import make_user
from tests.live.conftest import Browser, in_thread, session_of

SIGNED_OUT = {"type": "websocket.close", "code": 4401}
NOT_ALLOWED = {"type": "websocket.close", "code": 4403}


@pytest.fixture
def ana(transactional_db):
    return make_user("ana", Role.AGENT)


@pytest.fixture
def key(ana):
    return session_of(ana)


async def opened(key) -> Browser:
    browser = Browser("/live/stage/", key)
    assert await browser.open() == "accepted"
    while set(browser.screen) != {"tile", "own"}:
        await browser.frame()
    return browser


def sign_out(key: str, address: str) -> None:
    client = Client()
    client.cookies["session"] = key
    assert client.post(address).status_code in (200, 302)


def let_into_the_admin_pages(ana: User) -> None:
    ana.is_staff = True
    ana.save()


@pytest.mark.urls("tests.contactcenter.urls_with_admin")
@pytest.mark.parametrize("address", ["/accounts/logout/", "/django-admin/logout/"])
async def test_signing_out(running_hub, key, ana, address):
    # Django's own page signs out only those who may use it.
    await in_thread(let_into_the_admin_pages)(ana)
    browser = await opened(key)
    await in_thread(sign_out)(key, address)
    assert await browser.frame() == SIGNED_OUT


def switch_off(ana: User) -> None:
    ana.is_active = False
    ana.save()


def lose_the_role(ana: User) -> None:
    Grant.objects.get(user=ana).delete()


def have_a_role_that_may_do_nothing(ana: User) -> None:
    role = ana.grant.role
    role.verbs = []
    role.save()


def change_the_password(ana: User) -> None:
    ana.set_password("another")
    ana.save()


@pytest.mark.parametrize(
    ("change", "farewell"),
    [
        (switch_off, SIGNED_OUT),
        (change_the_password, SIGNED_OUT),
        (lose_the_role, NOT_ALLOWED),
        (have_a_role_that_may_do_nothing, NOT_ALLOWED),
    ],
)
async def test_a_change_of_the_account(running_hub, key, ana, change, farewell):
    browser = await opened(key)
    await in_thread(change)(ana)
    assert await browser.frame() == farewell


async def test_signing_in_elsewhere_asks_nothing(running_hub, key, ana, monkeypatch):
    asked: list[int] = []
    monkeypatch.setattr("live.revocation.close_sockets_of", asked.append)
    await in_thread(session_of)(ana)
    assert asked == []
