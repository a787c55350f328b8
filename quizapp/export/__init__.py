"""The same values in other people's formats."""
