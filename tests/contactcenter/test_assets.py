"""What browsers fetch: few files, joined and compressed, and nothing that nobody uses."""

import gzip
import re

import brotli  # type: ignore[import-untyped]
import pytest
from django.contrib.staticfiles import finders

from contactcenter import bundles
from contactcenter.assets import FILES
from contactcenter.bundles import BUNDLES, OWN, made
from tests.factories import make_agent
from tests.support.processes import ROOT

SERVED = {*FILES, *BUNDLES}


def names_in(*patterns: tuple[str, str]) -> set[str]:
    """Return what a pattern finds in the files of a folder."""
    return {
        name
        for folder, pattern in patterns
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".html", ".css")
        for name in re.findall(pattern, path.read_text())
    }


def test_every_file_that_a_page_names_is_served_and_no_other():
    named = names_in(
        ("templates", r'{% static "([^"]+)" %}'),
        ("static/css", r'url\("\.\./([^"]+)"\)'),
    )
    assert named == SERVED
    assert [name for name in SERVED if not finders.find(name)] == []


def test_every_file_of_ours_reaches_the_browser():
    sources = {path for path in OWN.rglob("*") if path.is_file()}
    used = {*FILES.values(), *(part for parts in BUNDLES.values() for part in parts)}
    assert sources - used == set()


@pytest.mark.parametrize(
    "name",
    [
        "css/tokens.css",
        "js/live.js",
        "bootstrap/package.json",
        "vendor/bootstrap.css",
        "django_htmx/htmx.js",
    ],
)
def test_nothing_else_is_served(client, db, name):
    assert not finders.find(name)
    assert client.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize("name", BUNDLES)
def test_bundle_is_its_parts_in_order(name):
    content = made(name).read_bytes()
    places = [content.index(part.read_bytes()[:60]) for part in BUNDLES[name]]
    assert places == sorted(places)
    assert b"sourceMappingURL" not in content


@pytest.mark.parametrize("name", BUNDLES)
def test_compressed_forms_hold_the_same(name):
    path = made(name)
    content = path.read_bytes()
    assert brotli.decompress(path.with_name(f"{path.name}.br").read_bytes()) == content
    assert gzip.decompress(path.with_name(f"{path.name}.gz").read_bytes()) == content


def test_bundle_is_made_again_when_a_part_has_changed(tmp_path, monkeypatch):
    part = tmp_path / "part.css"
    part.write_text("a { color: red }")
    monkeypatch.setattr(bundles, "FOLDER", tmp_path / "made")
    monkeypatch.setitem(BUNDLES, "css/site.css", (part,))
    before = made("css/site.css").stat().st_mtime_ns
    assert made("css/site.css").stat().st_mtime_ns == before
    part.write_text("a { color: blue }")
    path = made("css/site.css")
    assert "blue" in path.read_text()
    assert b"blue" in gzip.decompress(path.with_name("site.css.gz").read_bytes())


@pytest.mark.parametrize(
    ("accepted", "sent"), [("br, gzip", "br"), ("gzip", "gzip"), ("", None)]
)
@pytest.mark.parametrize("name", BUNDLES)
def test_bundle_is_sent_as_small_as_the_browser_can_read_it(
    client, db, name, accepted, sent
):
    answer = client.get(f"/static/{name}", headers={"Accept-Encoding": accepted})
    answer.close()
    assert answer.status_code == 200
    assert answer.headers.get("Content-Encoding") == sent


def test_page_is_sent_compressed_and_kept_by_nobody(client, cast):
    make_agent(cast.ana)
    client.force_login(cast.ana)
    answer = client.get("/desk/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"<html" in gzip.decompress(answer.content)
