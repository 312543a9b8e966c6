"""Nobody but the product's own user reads what it keeps."""

import stat

import pytest

from contactcenter.running.private import keep_private
from tests.running.site import run, serving, settings_in


def modes_below(folder) -> dict[str, int]:
    paths = [folder, *folder.rglob("*")]
    return {str(path): stat.S_IMODE(path.lstat().st_mode) for path in paths}


def open_to_others(folder) -> list[str]:
    return [path for path, mode in modes_below(folder).items() if mode & 0o077]


@pytest.fixture
def umask_of_the_test(monkeypatch):
    """Leave this process as it was; return what was asked for."""
    asked = []
    monkeypatch.setattr("os.umask", asked.append)
    return asked


def test_new_site_keeps_all_it_writes_to_itself(tmp_path):
    """Also what `migrate` made before, under everybody's umask."""
    settings = settings_in(tmp_path / "data")
    with serving(settings) as site:
        site.get("/accounts/login/")
        # The log is the test's own.
        (tmp_path / "data" / "serve.log").chmod(0o600)
        assert (tmp_path / "data" / "db.sqlite3").exists()
        assert open_to_others(tmp_path / "data") == []


def test_what_an_older_version_left_open_is_closed(tmp_path, umask_of_the_test):
    folder = tmp_path / "data" / "recordings"
    folder.mkdir(parents=True)
    (folder / "1.mp3").write_bytes(b"sound")
    (folder / "elsewhere").symlink_to("/etc/hosts")

    keep_private(tmp_path / "data")

    assert umask_of_the_test == [0o077]
    modes = modes_below(tmp_path / "data")
    assert modes[str(tmp_path / "data")] == modes[str(folder)] == 0o700
    assert modes[str(folder / "1.mp3")] == 0o600


def test_folder_of_somebody_else_is_told_and_used(
    tmp_path, umask_of_the_test, monkeypatch, caplog
):
    def refuse(path, mode):
        raise PermissionError(1, "Operation not permitted", str(path))

    tmp_path.chmod(0o755)
    monkeypatch.setattr("pathlib.Path.chmod", refuse)

    keep_private(tmp_path)

    assert "Others can read in DATA_DIR" in caplog.text


def test_folder_is_made_private(tmp_path):
    run({"DATA_DIR": str(tmp_path / "data"), "ENV_FILE": ""}, "manage.py", "check")
    assert modes_below(tmp_path / "data")[str(tmp_path / "data")] == 0o700
