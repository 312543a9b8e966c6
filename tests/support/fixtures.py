"""Fixtures for what tests need for real; a machine without it skips, CI fails.

A folder of tests imports those that it needs in its conftest.py.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.databases import shipped_on_postgres, shipped_on_sqlite
from tests.support.provider import Provider, speaking_to
from tests.support.services import temporary_postgres, temporary_redis
from tests.support.tools import MissingToolError, require_chromium

__all__ = ["chromium", "postgres_url", "provider", "redis_url", "shipped_apps"]


@contextmanager
def skipping_where_missing() -> Iterator[None]:
    try:
        yield
    except MissingToolError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of an empty PostgreSQL that lives for this test run."""
    with skipping_where_missing(), temporary_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of an empty Redis that lives for this test run."""
    with skipping_where_missing(), temporary_redis() as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; start it with chromium.LAUNCH_ARGUMENTS."""
    with skipping_where_missing():
        return str(require_chromium())


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def shipped_apps(
    request: pytest.FixtureRequest, transactional_db: None, tmp_path: Path
) -> Iterator[Any]:
    """The models of the last version, on a database that it made; on each of the two."""
    if request.param == "sqlite":
        with shipped_on_sqlite(tmp_path) as apps:
            yield apps
        return
    with shipped_on_postgres(request.getfixturevalue("postgres_url")) as apps:
        yield apps


@pytest.fixture
def provider() -> Iterator[Provider]:
    """An emulated account that the product's client speaks to."""
    provider = Provider()
    with speaking_to(provider):
        yield provider
