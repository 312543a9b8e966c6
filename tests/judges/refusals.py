"""Whether a refusal is one that COVERAGE.md lists for its operation."""

import json

from emulator import coverage, errors
from emulator.api import OPERATIONS, Routes

ROUTES = Routes(OPERATIONS)
# What only a fault causes that was asked for, on any operation.
OF_FAULTS = {(403, "10010"), (429, "10011"), (500, "10007"), (503, "10007")}
# Recordings have the HTTP status as their code, also for a wrong key.
OF_RECORDINGS = {"401", "403", "500", "503"}


def unlisted(method: str, path: str, status: int, body: bytes) -> list[str]:
    """What the coverage leaves out; `path` is below /v2, without its query."""
    if status < 400:
        return []
    try:
        operation, _ = ROUTES.find(method, path)
    except errors.Refusal:
        return []
    listed = {*coverage.refusals(operation), *coverage.ALWAYS}
    if operation.name.startswith("recordings."):
        listed |= OF_RECORDINGS
    return [
        f"{operation.name}: {status} {code} is not in COVERAGE.md"
        for code in (one["code"] for one in json.loads(body)["errors"])
        if code not in listed and (status, code) not in OF_FAULTS
    ]
