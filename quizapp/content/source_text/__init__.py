"""The text of a source, in whatever format it came: `reading.read` makes it a row of blocks."""
