"""Article folders as one immutable library, kept in step with edits, with the last good version of each."""
