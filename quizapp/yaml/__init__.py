"""YAML with a line and a column for every value."""
