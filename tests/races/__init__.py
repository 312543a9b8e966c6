"""Two at a time on PostgreSQL, where there is more than one writer.

Each test stands for one lock: without it, and with nothing else changed, it fails.
"""
