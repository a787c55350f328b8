"""What the files of an article look like: schemas, what breaks them, and the JSON Schema of both."""
