"""The values of articles and quizzes, their schemas, and tools for their texts."""
