"""The telephone in the browser: what it signs in with, and whether it can ring."""
