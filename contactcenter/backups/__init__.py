"""Backups while calls run, and putting one back: database and recordings, keys apart."""
