"""The cast and the stage of the tests."""

from collections import namedtuple

import pytest
from django.test import override_settings

from contactcenter.roles import Role
from tests.factories import make_user

Cast = namedtuple("Cast", "adam sofia ana ben eve")


@pytest.fixture
def cast(db) -> Cast:
    """Adam administers, Sofia supervises, Ana and Ben are agents, Eve is nobody.

    Carl, who calls, has no account.
    """
    return Cast(
        adam=make_user("adam", Role.ADMIN),
        sofia=make_user("sofia", Role.SUPERVISOR),
        ana=make_user("ana", Role.AGENT),
        ben=make_user("ben", Role.AGENT),
        eve=make_user("eve", None),
    )


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords():
    """Hashing a password is slow on purpose; tests make many users."""
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=quick):
        yield
