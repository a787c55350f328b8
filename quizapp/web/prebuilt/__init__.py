"""Replies and pages that are made when content is loaded."""
