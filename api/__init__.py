"""The public API: what other programs may read and do, each by a key of its own."""
