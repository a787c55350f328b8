"""Reloading, logs, metrics and limits, beside the requests."""
