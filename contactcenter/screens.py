"""Every live screen: what it shows and who may look. One of the two tables to read first."""

from live.screens import Screen

SCREENS: dict[str, Screen] = {}
