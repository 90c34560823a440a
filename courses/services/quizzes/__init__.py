"""The bank of questions, quizzes, attempts and their marks: every write."""
