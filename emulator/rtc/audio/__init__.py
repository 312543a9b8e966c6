"""Sound in frames of 20 ms: where it comes from, how it is mixed and kept."""
