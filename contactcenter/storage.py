"""Static files: hashed and compressed once collected, under plain names before."""

from pathlib import Path
from typing import Any

from typing_extensions import override
from whitenoise.middleware import (  # type: ignore[import-untyped]
    WhiteNoiseMiddleware,
)
from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)


def without_source_maps(patterns: Any) -> Any:
    """Drop the rules that follow source maps: packages name maps that are not served."""
    return tuple(
        (
            extension,
            tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)),
        )
        for extension, rules in patterns
    )


class AssetStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    patterns = without_source_maps(CompressedManifestStaticFilesStorage.patterns)

    @override
    def stored_name(self, name: str) -> str:
        """Name the hashed file; the plain one where nothing has been collected."""
        if not self.hashed_files:
            return name
        return str(super().stored_name(name))


class AssetMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    @override
    def add_files(self, root: str | Path, prefix: str | None = None) -> None:
        """Add a folder that is there: a checkout has no collected files."""
        if Path(root).is_dir():
            super().add_files(root, prefix)

    @override
    def add_file_to_dictionary(
        self, url: str, path: str, stat_cache: object = None
    ) -> None:
        """Look on the disk for compressed forms: a finder does not list them."""
        super().add_file_to_dictionary(url, path)
