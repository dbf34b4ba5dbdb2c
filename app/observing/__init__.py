"""Seeing the service run: log lines, metrics, traces."""
