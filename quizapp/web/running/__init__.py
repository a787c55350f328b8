"""What goes on beside requests: taking up edits, logs, counts, limits."""
