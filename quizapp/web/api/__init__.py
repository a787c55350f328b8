"""The JSON API, the feeds and the health checks."""
