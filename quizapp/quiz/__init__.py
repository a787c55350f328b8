"""The quiz: item bank, selection, grading and verdict, all pure functions over values."""
