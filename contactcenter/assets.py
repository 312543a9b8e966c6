"""The files that browsers are given, by name; no other file of ours can be fetched."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import allauth
from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder
from django.core.files.storage import FileSystemStorage, Storage
from typing_extensions import override

from contactcenter.bundles import BUNDLES, NODE_MODULES, OWN, made

ALLAUTH = Path(allauth.__file__).parent
INTER = NODE_MODULES / "@fontsource-variable/inter/files"
FILES = {
    "img/mark.svg": OWN / "img/mark.svg",
    # For the pages of people who are not signed in, which need no more script.
    "js/theme.js": OWN / "js/theme.js",
    # Passkeys are made and used by the browser, as django-allauth asks it to.
    "account/js/onload.js": ALLAUTH / "account/static/account/js/onload.js",
    "mfa/js/webauthn-json.js": ALLAUTH / "mfa/static/mfa/js/webauthn-json.js",
    "mfa/js/webauthn.js": ALLAUTH / "mfa/static/mfa/js/webauthn.js",
    "vendor/inter.woff2": INTER / "inter-latin-wght-normal.woff2",
}


def path_of(name: str) -> Path | None:
    return made(name) if name in BUNDLES else FILES.get(name)


class OneFile(FileSystemStorage):
    """One file, under the name that the site gives it."""

    # The static files machinery sets and reads this on every storage of a finder.
    prefix = None

    def __init__(self, path: Path) -> None:
        super().__init__(location=path.parent)
        self.file = path

    @override
    def path(self, name: str) -> str:
        return str(self.file)


class SiteFinder(BaseFinder):
    @override
    def check(self, **kwargs: Any) -> list[Any]:
        return []

    @override
    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = path_of(path)
        if found is None or not found.is_file():
            return []
        return [str(found)] if find_all else str(found)

    @override
    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, Storage]]:
        for name in (*BUNDLES, *FILES):
            path = path_of(name)
            if path is not None:
                yield name, OneFile(path)


class AdminFinder(AppDirectoriesFinder):
    """The files of Django's admin pages; other packages bring some that nobody uses."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(["django.contrib.admin"], *args, **kwargs)
