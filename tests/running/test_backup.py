"""Backups while callers are in the line, and an older one put back beside the provider."""

import json
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from tests.lost.one_process import OneProcess, running
from tests.running.site import finish, run, settings_in
from tests.services.people import Person
from tests.services.plant import eventually
from tests.support.tools import require_postgres

# Within so many seconds of the start all is right.
FOUND = 30
QUEUE = (
    "from queues.models import Queue; print([one.name for one in Queue.objects.all()])"
)


@pytest.fixture
def one(tmp_path) -> Iterator[OneProcess]:
    folder = tmp_path / "site"
    folder.mkdir()
    with running(folder) as site:
        yield site


def hears_music(one: OneProcess, leg: str) -> bool:
    return bool((one.leg(leg)["playing"] or {}).get("kind") == "playback")


def files_in(folder: Path) -> list[Path]:
    return [folder, *folder.rglob("*")]


@pytest.mark.timeout(240)
def test_callers_are_found_after_an_older_backup_is_restored(one, tmp_path):
    carl = one.call_in("Carl", "+15557770001")
    dora = one.call_in("Dora", "+15557770002")
    for leg in (carl, dora):
        eventually(partial(hears_music, one, leg), 40)
    copies = tmp_path / "copies"
    backup = Path(run(one.settings, "manage.py", "backup", str(copies)).strip())
    assert [
        path for path in files_in(backup) if stat.S_IMODE(path.stat().st_mode) & 0o77
    ] == []

    one.control("POST", f"calls/{carl}/hangup", digits="")
    ida = one.call_in("Ida", "+15557770007")
    eventually(partial(hears_music, one, ida), 40)
    refused = finish(one.settings, "manage.py", "restore", "--replace", str(backup))
    assert "Stop the product first" in refused.stderr

    one.end(politely=True)
    told = run(one.settings, "manage.py", "restore", "--replace", str(backup))
    assert told.startswith("Restored as of ")
    one.start()
    sofia = Person(one.port, "supervisor", one.password)
    with closing(sofia.http):
        # Telnyx's lists hold no names, so Ida is known by her number.
        for name, leg in {"Dora": dora, "+1 555 777 0007": ida}.items():
            eventually(partial(hears_music, one, leg), FOUND)
            eventually(lambda name=name: name in sofia.page("/board/"), FOUND)
        eventually(lambda: "Carl" not in sofia.page("/board/"), FOUND)


@pytest.fixture
def site(tmp_path) -> dict[str, str]:
    """A site with one recording, which does not run."""
    settings = settings_in(tmp_path / "site")
    (tmp_path / "site" / "recordings").mkdir()
    (tmp_path / "site" / "recordings" / "1.mp3").write_bytes(b"sound")
    return settings


def back_up(settings: dict[str, str], into: Path) -> Path:
    return Path(run(settings, "manage.py", "backup", str(into)).strip())


def test_recordings_are_copied_once_and_come_back(site, tmp_path):
    first = back_up(site, tmp_path / "copies")
    (tmp_path / "site/recordings/2.mp3").write_bytes(b"more sound")
    (tmp_path / "site/recordings/3.mp3.part").write_bytes(b"half")
    second = back_up(site, tmp_path / "copies")
    assert sorted(os.listdir(second / "recordings")) == ["1.mp3", "2.mp3"]
    same = [copy / "recordings/1.mp3" for copy in (first, second)]
    assert same[0].samefile(same[1])

    (tmp_path / "site/recordings/1.mp3").unlink()
    run(site, "manage.py", "restore", "--replace", str(first))
    assert (tmp_path / "site/recordings/1.mp3").read_bytes() == b"sound"
    assert (tmp_path / "site/recordings/2.mp3").exists()


def test_the_key_is_kept_apart(site, tmp_path):
    key = tmp_path / "elsewhere.key"
    told = run(
        site, "manage.py", "backup", str(tmp_path / "copies"), "--key-to", str(key)
    )
    assert key.read_bytes() == (tmp_path / "site/secret_key").read_bytes()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    secret = key.read_bytes()
    copied = [path for path in files_in(Path(told.strip())) if path.is_file()]
    assert [path for path in copied if secret in path.read_bytes()] == []


def test_a_backup_that_is_not_whole_changes_nothing(site, tmp_path):
    backup = back_up(site, tmp_path / "copies")
    with closing(sqlite3.connect(backup / "database.sqlite3")) as copy:
        copy.execute("DELETE FROM django_session")
        copy.execute("CREATE TABLE touched (id)")
        copy.commit()
    before = (tmp_path / "site/db.sqlite3").read_bytes()
    refused = finish(site, "manage.py", "restore", "--replace", str(backup))
    assert "is not what was written" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (tmp_path / "site/db.sqlite3").read_bytes() == before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "say so with --replace"),
        (["--replace"], "There is no whole backup in"),
    ],
)
def test_nothing_is_replaced_by_mistake(site, tmp_path, options, words):
    refused = finish(site, "manage.py", "restore", *options, str(tmp_path))
    assert words in refused.stderr


@pytest.mark.postgres
def test_postgresql_is_copied_and_restored_whole(postgres_url, tmp_path, monkeypatch):
    programs = require_postgres()
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    settings = {"DATA_DIR": str(tmp_path), "DATABASE_URL": postgres_url, "ENV_FILE": ""}
    run(settings, "manage.py", "migrate", "--verbosity", "0")
    make = "from queues.models import Queue; Queue.objects.create(name={0!r}, telnyx_name={0!r}.lower())"
    run(settings, "manage.py", "shell", "-c", make.format("Billing"))
    backup = back_up(settings, tmp_path / "copies")
    assert (
        json.loads((backup / "backup.json").read_text())["database"] == "database.dump"
    )
    newer = "from django.db import connection as c; c.cursor().execute('CREATE TABLE newer (id int)')"
    run(settings, "manage.py", "shell", "-c", make.format("Sales"))
    run(settings, "manage.py", "shell", "-c", newer)

    run(settings, "manage.py", "restore", "--replace", str(backup))
    assert "['Billing']" in run(settings, "manage.py", "shell", "-c", QUEUE)
    tables = "from django.db import connection as c; print('newer' in c.introspection.table_names())"
    assert "False" in run(settings, "manage.py", "shell", "-c", tables)
