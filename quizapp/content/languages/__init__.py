"""Translations of an article, shown only while the original stands as it was."""
