"""Every write of recordings: while they run, when they are saved, in the archive."""
