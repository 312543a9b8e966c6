"""A plugin for `make check`: begin no test any more when the time is over.

What was left out is said, and is no failure: `make test` runs all of it.
"""

import time
from typing import Any

import pytest

OVER = "the time of this check is over"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--budget", type=float, help="seconds after which to stop")


class Budget:
    """Of the process that hands tests out, also where others run them."""

    def __init__(self, session: pytest.Session, seconds: float) -> None:
        self.session = session
        self.ends_at = time.monotonic() + seconds
        self.is_over = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not self.is_over and time.monotonic() > self.ends_at:
            self.is_over = True
            self.session.shouldstop = OVER

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.is_over and not session.testsfailed:
            session.exitstatus = pytest.ExitCode.OK

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.is_over:
            terminalreporter.write_line(f"{OVER}: make test runs the rest")


def pytest_sessionstart(session: pytest.Session) -> None:
    seconds = session.config.getoption("--budget")
    if seconds is not None and not hasattr(session.config, "workerinput"):
        session.config.pluginmanager.register(Budget(session, seconds), "budget")
