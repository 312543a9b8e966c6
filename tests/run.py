"""Every check of the repository, in one go: `make test`.

    python -m tests.run                     everything
    python -m tests.run tests/queues -x     one pytest call with these arguments

Each step prints its name and how long it took; one that fails does not keep the later
ones from running, but the exit code tells. In CI (CI=true) nothing may be skipped.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.install import install_missing_tools, missing_tools
from tests.support.services import roomy_folder

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

# A developer's own settings must not decide what a test sees.
PRODUCT_SETTINGS = (
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "DATA_DIR",
    "DEBUG",
    "DEMO_CALLS_PER_MINUTE",
    "DEMO_PHONES",
    "DEMO_QUEUE_MODE",
    "DEMO_STAFF",
    "DJANGO_ADMIN",
    "EMAIL_FROM",
    "EMAIL_URL",
    "EMULATOR_PORT",
    "EMULATOR_RTC_PORT",
    "LOG_FORMAT",
    "LOG_LEVEL",
    "LOG_NUMBERS",
    "METRICS_HOST",
    "METRICS_PORT",
    "MFA_REQUIRED_FOR",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "OIDC_GROUPS_CLAIM",
    "OIDC_NAME",
    "OIDC_ROLES",
    "OIDC_SERVER_URL",
    "OIDC_TEAMS",
    "PHONE_COUNTRY",
    "PORT",
    "PUBLIC_URL",
    "RECORDING_FORMAT",
    "RECORDING_HOSTS",
    "REDIS_URL",
    "SECRET_KEY",
    "TELNYX_API_KEY",
    "TELNYX_BASE_URL",
    "TELNYX_PUBLIC_KEY",
)
# What `check --deploy` looks at; nothing is connected to.
PRODUCTION = {
    "ALLOWED_HOSTS": "dashboard.example.org",
    "DATABASE_URL": "postgresql://product@127.0.0.1/product",
    "PUBLIC_URL": "https://dashboard.example.org",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "SECRET_KEY": "only for this check: 8Zk2vQm5Tg9Xw1Rc7Lp4Hs6Jd3Nb0Fy",
    "TELNYX_API_KEY": "KEY_CHECK",
    "TELNYX_PUBLIC_KEY": "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
}


BROWSER = ("-m", "browser", "--dist", "loadfile")
ONE_WEATHER = "not plain and not duplicated and not delayed"


@dataclass(frozen=True)
class Step:
    name: str
    command: Sequence[str]
    settings: dict[str, str] = field(default_factory=dict)


def main(arguments: list[str]) -> int:
    started = time.monotonic()
    install_missing_tools()
    sentences = missing_tools()
    for sentence in sentences:
        say(f"{sentence}; the tests that need it are left out")
    failed = ["tools"] if sentences and in_ci() else []
    data = tempfile.TemporaryDirectory(prefix="contact-center-", dir=roomy_folder())
    with data as data_folder:
        steps = [pytest_step("tests", *arguments)] if arguments else every_step()
        failed += [step.name for step in steps if not passes(step, data_folder)]
    outcome = f"FAILED: {', '.join(failed)}" if failed else "all passed"
    say(f"{outcome}, {time.monotonic() - started:.0f} s in all")
    return 1 if failed else 0


def every_step() -> Iterator[Step]:
    yield Step("format", [tool("ruff"), "format", "--check", "--quiet", "."])
    yield Step("lint", [tool("ruff"), "check", "--quiet", "."])
    yield Step("imports", [tool("lint-imports"), "--no-cache"])
    yield Step("templates", [tool("djlint"), "--lint", "--quiet", "templates"])
    yield Step("compose file", compose_command())
    yield migrations_step()
    yield deployment_step()
    yield Step("types", [tool("mypy")])
    yield pytest_step("tests", "-n", "2")
    # Each of the two has a product, a Chromium and ports of its own.
    yield pytest_step("browser tests", *BROWSER, "-n", "2", "tests/browser")
    # A process has one Playwright, and these keep their own for browsers that telephone.
    yield pytest_step("telephone tests", *BROWSER, "tests/emulator", "tests/telephones")
    # The journeys again, on PostgreSQL, Redis and separate processes; each in one of the
    # weathers. `make services-test` tells them in all four.
    yield pytest_step("services tests", "-m", "services", "-k", ONE_WEATHER)


def migrations_step() -> Step:
    check = ["makemigrations", "--check", "--dry-run"]
    return Step("migrations", [sys.executable, "manage.py", *check])


def deployment_step() -> Step:
    check = ["check", "--deploy", "--fail-level", "WARNING"]
    return Step("deployment", [sys.executable, "manage.py", *check], PRODUCTION)


def pytest_step(name: str, *arguments: str) -> Step:
    strictness = ["-p", "tests.support.no_skips"] if in_ci() else []
    return Step(name, [sys.executable, "-m", "pytest", "-q", *strictness, *arguments])


def compose_command() -> list[str]:
    schema = ["--builtin-schema", "vendor.compose-spec"]
    return [tool("check-jsonschema"), *schema, "docker-compose.yml"]


def tool(name: str) -> str:
    return str(BIN / name)


def passes(step: Step, data_folder: str) -> bool:
    say(step.name)
    started = time.monotonic()
    finished = subprocess.run(
        step.command, cwd=ROOT, env=environment(step, data_folder), check=False
    )
    word = "passed" if finished.returncode == 0 else "FAILED"
    say(f"{step.name} {word} in {time.monotonic() - started:.1f} s")
    return finished.returncode == 0


def environment(step: Step, data_folder: str) -> dict[str, str]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in PRODUCT_SETTINGS
    }
    return {**inherited, "ENV_FILE": "", "DATA_DIR": data_folder, **step.settings}


def in_ci() -> bool:
    return os.environ.get("CI", "") not in ("", "0", "false")


def say(message: str) -> None:
    sys.stdout.write(f"== {message}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
