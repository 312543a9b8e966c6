"""Find a Chromium for the browser tests; none is ever downloaded."""

import glob
import os
import shutil
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "brave-browser",
)
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    str(Path.home() / ".cache/ms-playwright/chromium-*/chrome-linux*/chrome"),
)
# A test browser talks to this machine only; the rest keeps it from phoning home.
LAUNCH_ARGUMENTS = [
    "--no-sandbox",  # root and containers have no user namespace for it
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]


def chromium_path() -> str | None:
    """Return the program, or None; CHROMIUM_PATH outranks what is installed."""
    if named := os.environ.get("CHROMIUM_PATH"):
        return named
    found = (shutil.which(name) for name in NAMES)
    elsewhere = (match for pattern in ELSEWHERE for match in glob.glob(pattern))
    return next((path for path in (*found, *elsewhere) if path), None)
