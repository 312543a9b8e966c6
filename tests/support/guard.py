"""Run one program for as long as whoever asked for it lives.

    python -m tests.support.guard --log FILE [options] -- PROGRAM ARGUMENT…

The asker holds the other end of standard input. When it closes that end, or dies in
any way at all, the program is stopped and the folders named by --remove are deleted.
The first line of standard output is the program's process id.
"""

import argparse
import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path

GRACE_SECONDS = 10
POLL_SECONDS = 0.1


def main() -> int:
    options = parse(sys.argv[1:])
    # An end asked for politely must not leave the program behind either.
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, lambda number, _frame: sys.exit(128 + number))
    program = start(options)
    try:
        sys.stdout.write(f"{program.pid}\n")
        sys.stdout.flush()
        while program.poll() is None and not asker_left():
            pass
        return program.poll() or 0
    finally:
        stop(program, signal.Signals[f"SIG{options.signal}"])
        for folder in options.remove:
            shutil.rmtree(folder, ignore_errors=True)


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="guard")
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--signal", default="TERM", help="how the program is stopped")
    parser.add_argument("--remove", action="append", default=[])
    parser.add_argument("--user", type=int)
    parser.add_argument("--group", type=int)
    parser.add_argument("command", nargs="+")
    return parser.parse_args(arguments)


def start(options: argparse.Namespace) -> "subprocess.Popen[bytes]":
    identity = {}
    if options.user is not None:
        identity = {"user": options.user, "group": options.group, "extra_groups": []}
    with options.log.open("ab") as log:
        return subprocess.Popen(
            options.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            # Ctrl-C in the terminal must reach the program through here only.
            start_new_session=True,
            **identity,
        )


def asker_left() -> bool:
    readable, _, _ = select.select([sys.stdin], [], [], POLL_SECONDS)
    return bool(readable) and os.read(sys.stdin.fileno(), 1) == b""


def stop(program: "subprocess.Popen[bytes]", how: signal.Signals) -> None:
    if program.poll() is None:
        program.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(GRACE_SECONDS)
    # What the program started and forgot is in its process group.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()


if __name__ == "__main__":
    sys.exit(main())
