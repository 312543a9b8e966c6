"""How a line looks: words for a person, one JSON object for a program."""

import json
import logging
import sys

from logs.context import about
from logs.json_lines import JsonLines
from logs.lines import Lines

SECRETS = ["KEY0123-abc"]


def record(words: str, *values: object, failed: bool = False) -> logging.LogRecord:
    error = sys.exc_info() if failed else None
    return logging.LogRecord(
        "calls.actions", logging.INFO, "calls.py", 1, words, values, error
    )


def failed() -> logging.LogRecord:
    try:
        raise ValueError("KEY0123-abc for +15557770001")
    except ValueError:
        return record("It failed", failed=True)


def test_a_person_reads_words_and_what_they_are_about():
    lines = Lines(SECRETS, shows_numbers=False)
    with about(call=12, leg="v3:1"):
        line = lines.format(record("%s rings", "+15557770001"))
    assert line.endswith("INFO calls.actions: [number] rings [call=12 leg=v3:1]")


def test_a_program_reads_an_object():
    lines = JsonLines(SECRETS, shows_numbers=False)
    with about(call=12, request="r1"):
        line = json.loads(lines.format(record("%s rings", "+15557770001")))
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "level": "info",
        "logger": "calls.actions",
        "message": "[number] rings",
        "call": "12",
        "request": "r1",
    }


def test_an_error_stays_one_line_with_its_traceback():
    line = JsonLines(SECRETS, shows_numbers=False).format(failed())
    assert "\n" not in line
    told = json.loads(line)["exception"]
    assert "ValueError: [hidden] for [number]" in told
    assert "Traceback" in told


def test_an_error_is_told_to_a_person_without_secrets():
    told = Lines(SECRETS, shows_numbers=False).format(failed())
    assert told.endswith("ValueError: [hidden] for [number]")
