"""What the API takes and gives, and the documents that describe it."""
