"""Pieces of articles and quizzes in other people's pages."""
