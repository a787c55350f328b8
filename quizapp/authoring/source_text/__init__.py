"""The text of a source, in whatever format it came: `formats.load` makes it a row of blocks."""
