"""The production topology as plain processes: make services-test."""
