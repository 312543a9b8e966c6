"""Every write of conferences, by what it is about."""
