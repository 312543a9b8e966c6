"""Figures for Prometheus: what this process counted, and how the whole site is."""
