"""What the HTTP interface promises, and the documents that say so."""
