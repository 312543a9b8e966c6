"""The set-up script, and the servers and guards that the tests lean on."""

import ast
import fcntl
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from contactcenter import bootstrap
from tests import run
from tests.support import tools
from tests.support.processes import Process, free_port
from tests.support.services import temporary_postgres, temporary_redis

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout of its own for the functions of the set-up script."""
    environment = tmp_path / ".venv"
    (tmp_path / "requirements").mkdir()
    (environment / "bin").mkdir(parents=True)
    (environment / "bin" / "python").symlink_to(sys.executable)
    for name in ("base", "dev", "uv"):
        (tmp_path / f"requirements/{name}.txt").write_text(f"{name} of today")
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "node_modules").mkdir()
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "REQUIREMENTS", tmp_path / "requirements")
    monkeypatch.setattr(bootstrap, "BIN", environment / "bin")
    for name, folder in (
        ("ENVIRONMENT_STAMP", environment),
        ("PACKAGES_STAMP", environment),
        ("FRONT_END_STAMP", tmp_path / "node_modules"),
    ):
        monkeypatch.setattr(bootstrap, name, folder / name)
    return tmp_path


def mark_prepared(lock_name: str) -> None:
    bootstrap.ENVIRONMENT_STAMP.write_text(bootstrap.environment_fingerprint())
    bootstrap.PACKAGES_STAMP.write_text(bootstrap.packages_fingerprint(lock_name))
    bootstrap.FRONT_END_STAMP.write_text(bootstrap.front_end_fingerprint())


def test_set_up_script_needs_only_the_standard_library():
    tree = ast.parse((ROOT / "contactcenter/bootstrap.py").read_text())
    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    imported |= {
        str(node.module).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    }
    assert imported - sys.stdlib_module_names == set()


def test_old_python_can_read_the_set_up_script():
    source = (ROOT / "contactcenter/bootstrap.py").read_text()
    assert ast.parse(source, feature_version=(3, 7)).body


def test_old_python_is_told_which_one_is_needed(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match="or newer is needed"):
        bootstrap.main([])


def test_tool_that_cannot_run_is_one_sentence(checkout, monkeypatch):
    npm = checkout / "npm"
    npm.write_text("no program")
    npm.chmod(0o755)
    mark_prepared("base")
    bootstrap.FRONT_END_STAMP.unlink()
    monkeypatch.setattr(bootstrap.shutil, "which", lambda _: str(npm))
    with pytest.raises(SystemExit, match=r"^setup: .*npm cannot be used: Exec format"):
        bootstrap.main(["base"])


def test_program_keeps_what_it_compiles_with_its_environment(checkout, monkeypatch):
    """Also where Python is told to write nothing beside its sources."""
    mark_prepared("base")
    started = []
    monkeypatch.setattr(bootstrap.os, "execv", lambda *given: started.append(given))
    monkeypatch.chdir(checkout)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", "/elsewhere")
    bootstrap.main(["base", "-c", "pass"])
    [(program, words)] = started
    assert (str(program), words[1:]) == (words[0], ["-c", "pass"])
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ
    assert os.environ["PYTHONPYCACHEPREFIX"].startswith(str(bootstrap.ENVIRONMENT))


def test_fresh_checkout_is_not_prepared(checkout):
    assert not bootstrap.is_prepared("base")


def test_prepared_checkout_stays_prepared(checkout):
    mark_prepared("base")
    assert bootstrap.is_prepared("base")
    assert not bootstrap.is_prepared("dev")


def test_environment_for_tests_also_serves_the_product(checkout):
    mark_prepared("dev")
    assert bootstrap.is_prepared("base")


@pytest.mark.parametrize(
    "path", ["requirements/base.txt", "requirements/uv.txt", "package-lock.json"]
)
def test_changed_lock_file_asks_for_a_new_set_up(checkout, path):
    mark_prepared("base")
    (checkout / path).write_text("of tomorrow")
    assert not bootstrap.is_prepared("base")


def test_moved_checkout_asks_for_a_new_environment(checkout, monkeypatch):
    mark_prepared("base")
    monkeypatch.setattr(bootstrap, "ROOT", checkout / "elsewhere")
    assert bootstrap.read(bootstrap.ENVIRONMENT_STAMP) != (
        bootstrap.environment_fingerprint()
    )


def test_second_set_up_waits_for_the_first(checkout, capfd):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD_LOCK, str(checkout / ".setup.lock")],
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with bootstrap.one_setup_at_a_time():
            assert holder.wait(5) == 0
    assert "waiting for another set-up" in capfd.readouterr().err


HOLD_LOCK = """
import fcntl, sys, time
file = open(sys.argv[1], "w")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(0.3)
"""


def test_lock_of_the_set_up_is_not_left_behind(checkout):
    with bootstrap.one_setup_at_a_time():
        pass
    with (checkout / ".setup.lock").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_uv_is_told_what_pip_was_told(tmp_path, monkeypatch):
    settings = tmp_path / "pip.conf"
    settings.write_text(
        "[global]\nindex-url = https://from-file.example/simple\n"
        "extra-index-url = https://one.example https://two.example\n"
        "find-links = /wheels /more-wheels\n"
    )
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    monkeypatch.setenv("PIP_INDEX_URL", "https://from-variable.example/simple")
    translated = bootstrap.uv_settings()
    assert translated["UV_DEFAULT_INDEX"] == "https://from-variable.example/simple"
    assert translated["UV_INDEX"] == "https://one.example https://two.example"
    assert translated["UV_FIND_LINKS"] == "/wheels,/more-wheels"


def test_command_that_fails_says_why(capfd):
    assert not bootstrap.succeeds([sys.executable, "-c", "raise SystemExit('why')"])
    assert capfd.readouterr().err == "why\n"


@pytest.mark.postgres
@pytest.mark.parametrize("source", ["preferred", "wheel"])
def test_temporary_postgres_answers_and_goes(source, monkeypatch):
    if source == "wheel":
        hide("system_postgres", monkeypatch)
    with temporary_postgres() as url, psycopg.connect(url) as connection:
        row = connection.execute("SHOW server_encoding").fetchone()
        assert row == ("UTF8",)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


@pytest.mark.redis
@pytest.mark.parametrize("source", ["preferred", "wheel"])
def test_temporary_redis_answers_and_goes(source, monkeypatch):
    if source == "wheel":
        hide("system_redis", monkeypatch)
    with temporary_redis() as url, redis.Redis.from_url(url) as client:
        assert client.ping() is True
        policy = client.config_get("maxmemory-policy")
        assert policy == {"maxmemory-policy": "noeviction"}
    with redis.Redis.from_url(url) as client, pytest.raises(redis.ConnectionError):
        client.ping()


def hide(finder, monkeypatch):
    monkeypatch.setattr(tools, finder, lambda: None)


@pytest.mark.parametrize("server", ["postgres", "redis"])
def test_missing_server_is_one_sentence(server, monkeypatch):
    hide(f"system_{server}", monkeypatch)
    hide(f"packaged_{server}", monkeypatch)
    with pytest.raises(tools.MissingToolError, match="sudo apt install"):
        getattr(tools, f"require_{server}")()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_program_ends_with_whoever_asked_for_it(tmp_path, end):
    asker = subprocess.Popen(
        [sys.executable, "-c", ASK, str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with asker:
        assert asker.stdout is not None
        pid = int(asker.stdout.readline())
        assert psutil.pid_exists(pid)
        asker.send_signal(end)
    assert ended(pid, within=5)
    assert gone(tmp_path / "data", within=5)


ASK = """
import pathlib, sys, time
from tests.support.processes import Process
folder = pathlib.Path(sys.argv[1])
(folder / "data").mkdir()
process = Process(["sleep", "60"], log=folder / "log", remove=[folder / "data"])
print(process.pid, flush=True)
time.sleep(60)
"""


def test_children_of_a_program_end_with_it(tmp_path):
    script = "sleep 60 & echo $!; exec sleep 60"
    with Process(["sh", "-c", script], log=tmp_path / "log") as process:
        process.wait_until(lambda: process.output() != "", 5)
        child = int(process.output())
        assert psutil.pid_exists(child)
    assert ended(child, within=5)


def test_program_that_ends_early_says_why(tmp_path):
    with (
        Process(["sh", "-c", "echo no such port; exit 3"], log=tmp_path / "log") as p,
        pytest.raises(ChildProcessError, match="no such port"),
    ):
        p.wait_until(lambda: False, 5)


def ended(pid, within):
    return becomes_true(lambda: not psutil.pid_exists(pid), within)


def gone(path, within):
    return becomes_true(lambda: not path.exists(), within)


def becomes_true(condition, within):
    deadline = time.monotonic() + within
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def test_free_ports_differ_and_are_free():
    assert len({free_port() for _ in range(20)}) > 1


def test_failing_step_does_not_stop_the_next(monkeypatch, capfd):
    steps = [
        run.Step("first", [sys.executable, "-c", "raise SystemExit(1)"]),
        run.Step("second", [sys.executable, "-c", "print('second ran')"]),
    ]
    monkeypatch.setattr(run, "every_step", lambda: steps)
    monkeypatch.setattr(run, "install_missing_tools", lambda: None)
    monkeypatch.setattr(run, "missing_tools", list)
    assert run.main([]) == 1
    output = capfd.readouterr().out
    assert "second ran" in output
    assert "FAILED: first" in output


def test_missing_tool_fails_in_ci_only(monkeypatch):
    monkeypatch.setattr(run, "every_step", list)
    monkeypatch.setattr(run, "install_missing_tools", lambda: None)
    monkeypatch.setattr(run, "missing_tools", lambda: ["Chromium is missing"])
    monkeypatch.delenv("CI", raising=False)
    assert run.main([]) == 0
    monkeypatch.setenv("CI", "true")
    assert run.main([]) == 1


def test_skipped_test_fails_in_ci(tmp_path):
    test = tmp_path / "test_skipping.py"
    test.write_text("import pytest\ndef test_it(): pytest.skip('no such tool')\n")
    plugins = ["-p", "no:django", "-p", "tests.support.no_skips"]
    configuration = ["-c", os.devnull, "--rootdir", str(tmp_path)]
    in_ci = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugins, *configuration, str(test)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert in_ci.returncode == 1
    assert "no such tool" in in_ci.stdout


def test_developers_settings_do_not_reach_the_tests(monkeypatch):
    monkeypatch.setenv("TELNYX_API_KEY", "a real one")
    seen = run.environment(run.Step("any", ["true"]), "/somewhere")
    assert "TELNYX_API_KEY" not in seen
    assert seen["DATA_DIR"] == "/somewhere"


def test_ci_runs_the_same_command_as_everybody():
    script = ROOT / ".ci/run"
    assert script.stat().st_mode & stat.S_IXUSR
    assert script.read_text().splitlines()[-1] == "exec make test"
