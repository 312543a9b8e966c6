"""The database that tests copy is the one that migrations make."""

import ast
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.support import migrated
from tests.support.processes import ROOT

PRODUCT = {path.parent.name for path in ROOT.glob("*/__init__.py")}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(migrated, "FOLDER", tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def made(monkeypatch):
    """How often a database was made; making one takes no time."""
    times = []

    def migrate_in(folder):
        times.append(folder)
        sqlite3.connect(folder / "db.sqlite3").execute("CREATE TABLE rows (id)").close()

    monkeypatch.setattr(migrated, "migrate_in", migrate_in)
    return times


@pytest.mark.django_db
def test_every_migration_has_run():
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_all_that_migrations_import_counts():
    known = {modules_name(path) for path in migrated.sources()}
    imported = {
        names
        for path in ROOT.glob(migrated.MIGRATIONS)
        for names in imports_of(path)
        if names[0].partition(".")[0] in PRODUCT
    }
    assert len(imported) > 1
    assert [names for names in imported if not known & {*names}] == []


def modules_name(path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def imports_of(path):
    """Yield what each import may mean: a module, or a name of a module."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((alias.name,) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield node.module, f"{node.module}.{alias.name}"


def test_it_is_made_once(folder, made, tmp_path):
    migrated.place_migrated(tmp_path / "one")
    migrated.place_migrated(tmp_path / "two")
    assert len(made) == 1
    with closing(sqlite3.connect(tmp_path / "two")) as copy:
        assert copy.execute("SELECT name FROM sqlite_master").fetchall() == [("rows",)]


def test_changed_migration_makes_another_and_forgets_the_old(
    folder, made, tmp_path, monkeypatch
):
    migrated.place_migrated(tmp_path / "one")
    monkeypatch.setattr(migrated, "fingerprint", lambda: "another")
    migrated.place_migrated(tmp_path / "two")
    assert len(made) == 2
    assert [path.name for path in folder.glob("*.sqlite3")] == ["another.sqlite3"]


def test_one_that_was_broken_off_is_made_again(folder, tmp_path, monkeypatch):
    def migrate_in(folder):
        raise subprocess.CalledProcessError(1, sys.executable)

    monkeypatch.setattr(migrated, "migrate_in", migrate_in)
    for _ in range(2):
        with pytest.raises(subprocess.CalledProcessError):
            migrated.place_migrated(tmp_path / "one")
    assert [path.name for path in folder.iterdir()] == ["lock"]
