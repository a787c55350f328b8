"""Which sentence of a source feeds which claim, and what no longer matches."""
