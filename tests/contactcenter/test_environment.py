"""Settings from outside: read, refused in words, and described."""

import base64
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from contactcenter.settings.databases import database, has_wal_bug
from contactcenter.settings.environment import Environment, read_environment
from contactcenter.settings.secret import secret_key
from tests.run import PRODUCT_SETTINGS, Step, environment

ROOT = Path(__file__).resolve().parents[2]
PUBLIC_KEY = base64.b64encode(bytes(32)).decode()


@pytest.fixture
def given(monkeypatch, tmp_path):
    """Return a function that reads an environment which holds just what it is told."""
    monkeypatch.setitem(Environment.model_config, "env_file", None)
    for name in Environment.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    def read(**values: str) -> Environment:
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        return read_environment()

    return read


def test_nothing_has_to_be_given(given):
    environment = given()
    assert environment.is_emulated
    assert environment.site_url == "http://127.0.0.1:8000"
    assert environment.provider_url == "http://127.0.0.1:8010/v2"


def test_api_key_means_telnyx(given):
    environment = given(TELNYX_API_KEY="KEY1", TELNYX_PUBLIC_KEY=PUBLIC_KEY)
    assert not environment.is_emulated
    assert environment.provider_url == "https://api.telnyx.com/v2"


def test_lists_are_separated_by_commas(given):
    environment = given(
        ALLOWED_HOSTS="a.example, b.example,",
        TELNYX_PUBLIC_KEY=f"{PUBLIC_KEY},{PUBLIC_KEY}",
    )
    assert environment.allowed_hosts == ["a.example", "b.example"]
    assert environment.telnyx_public_key == [PUBLIC_KEY, PUBLIC_KEY]


def test_empty_means_not_given(given):
    assert given(PORT="", TELNYX_API_KEY="").port == 8000


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"PORT": "80000"}, "PORT is '80000'"),
        ({"PORT": "8010"}, "PORT and EMULATOR_PORT are both 8010"),
        ({"PORT": "8011"}, "PORT and EMULATOR_RTC_PORT are both 8011"),
        ({"DEBUG": "perhaps"}, "DEBUG is 'perhaps'"),
        ({"DATABASE_URL": "mysql://h/d"}, "DATABASE_URL starts with mysql://"),
        (
            {"REDIS_URL": "localhost:6379", "SECRET_KEY": "x" * 32},
            "REDIS_URL has to start with redis://",
        ),
        ({"REDIS_URL": "redis://r"}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is shorter than 32 characters"),
        ({"PUBLIC_URL": "example.org"}, "PUBLIC_URL is not an address"),
        ({"PHONE_COUNTRY": "gb"}, "PHONE_COUNTRY is not a country of two capital"),
        ({"TELNYX_BASE_URL": "ftp://t"}, "TELNYX_BASE_URL is not an address"),
        ({"TELNYX_API_KEY": "KEY1"}, "TELNYX_PUBLIC_KEY is not; without it no webhook"),
        ({"EMAIL_URL": "mail.example.org"}, "EMAIL_URL has to be smtps://"),
        ({"EMAIL_URL": "smtp://mail"}, "EMAIL_FROM is not"),
        ({"TELNYX_PUBLIC_KEY": "abc"}, "TELNYX_PUBLIC_KEY holds something that is no"),
    ],
)
def test_mistake_is_named_in_one_sentence(given, values, sentence):
    with pytest.raises(ImproperlyConfigured) as raised:
        given(**values)
    [line] = str(raised.value).splitlines()
    assert sentence in line


def test_all_mistakes_are_named_at_once(given):
    with pytest.raises(ImproperlyConfigured) as raised:
        given(TELNYX_API_KEY="KEY1", PUBLIC_URL="x", REDIS_URL="redis://r")
    assert len(str(raised.value).splitlines()) == 3


def test_every_setting_is_described():
    text = (ROOT / "docs" / "configuration.md").read_text()
    described = re.findall(r"^\| `([A-Z_]+)` \|", text, flags=re.MULTILINE)
    own = [name.upper() for name in Environment.model_fields]
    compose = (ROOT / "docker-compose.yml").read_text()
    others = sorted(set(re.findall(r"\$\{(\w+)", compose)) - set(own))
    assert described == own + others


def test_no_setting_of_a_developer_decides_what_a_test_sees():
    assert set(PRODUCT_SETTINGS) == {name.upper() for name in Environment.model_fields}


def test_no_env_file_of_a_developer_is_read_by_tests():
    assert Environment.model_config["env_file"] is None
    assert environment(Step("any", []), "folder")["ENV_FILE"] == ""


@pytest.mark.parametrize(("chosen", "port"), [("mine.env", "8123"), ("", "8000")])
def test_env_file_is_read_where_it_is_named(tmp_path, chosen, port):
    (tmp_path / "mine.env").write_text("PORT=8123")
    given = {"ENV_FILE": chosen and str(tmp_path / chosen), "PORT": ""}
    program = "from contactcenter.settings import PORT; print(PORT)"
    said = subprocess.check_output(
        [sys.executable, "-c", program], cwd=ROOT, env={**os.environ, **given}
    )
    assert said.decode().strip() == port


def test_secret_key_is_made_once_and_kept_private(tmp_path):
    first = secret_key("", tmp_path / "data")
    assert secret_key("", tmp_path / "data") == first
    assert len(first) >= 50
    assert (tmp_path / "data" / "secret_key").stat().st_mode & 0o077 == 0
    assert secret_key("given", tmp_path / "data") == "given"


def test_sqlite_keeps_what_it_has_acknowledged(tmp_path):
    options = database("", tmp_path)["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"]
    assert "journal_mode=WAL" in options["init_command"]


def test_postgres_has_a_pool_and_time_limits(tmp_path):
    options = database("postgresql://u:p@h/d", tmp_path)["OPTIONS"]
    assert options["pool"]["max_size"] <= 20
    assert options["pool"]["timeout"] == 2
    assert "statement_timeout=5s" in options["options"]
    assert "lock_timeout=2s" in options["options"]


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 0), False),
    ],
)
def test_versions_with_the_wal_bug_are_known(version, expected):
    assert has_wal_bug(version) is expected
