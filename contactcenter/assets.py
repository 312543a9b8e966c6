"""Serve an allow-list of files straight out of node_modules; there is no build step."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage
from typing_extensions import override

FILES = {
    "vendor/bootstrap.css": "bootstrap/dist/css/bootstrap.min.css",
    "vendor/bootstrap.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "vendor/htmx.js": "htmx.org/dist/htmx.min.js",
    "vendor/hx-ws.js": "htmx.org/dist/ext/hx-ws.min.js",
    "vendor/uplot.js": "uplot/dist/uPlot.iife.min.js",
    "vendor/uplot.css": "uplot/dist/uPlot.min.css",
    "vendor/wavesurfer.js": "wavesurfer.js/dist/wavesurfer.min.js",
    "vendor/tinykeys.js": "tinykeys/dist/tinykeys.umd.js",
    "vendor/telnyx-webrtc.js": "@telnyx/webrtc/lib/bundle.js",
    "vendor/inter.woff2": (
        "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"
    ),
    "vendor/inter-ext.woff2": (
        "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2"
    ),
}
NODE_MODULES = Path(settings.BASE_DIR) / "node_modules"


class PackageFile(FileSystemStorage):
    """One file of a package, under the name that the site gives it."""

    # The static files machinery sets and reads this on every storage of a finder.
    prefix = None

    def __init__(self, name: str, source: str) -> None:
        super().__init__(location=NODE_MODULES)
        self.sources = {name: source}

    @override
    def path(self, name: str) -> str:
        return super().path(self.sources.get(name, name))


class NpmFinder(BaseFinder):
    @override
    def check(self, **kwargs: Any) -> list[Any]:
        return []

    @override
    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        source = FILES.get(path)
        if source is None or not (NODE_MODULES / source).is_file():
            return []
        found = str(NODE_MODULES / source)
        return [found] if find_all else found

    @override
    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, Storage]]:
        for name, source in FILES.items():
            yield name, PackageFile(name, source)
