"""The server process under granian."""
