"""Read YAML with places, and write it, byte for byte where it is not changed."""
