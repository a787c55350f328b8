"""What answers a request: each parses, calls one verb, and renders."""
