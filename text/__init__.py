"""Text that came from outside: made printable, and compared as people compare it."""
