"""Quizzes: questions and their keys, what a learner is shown, marks, time, review and what attempts say about questions.

A question (`questions`) holds its key. What goes to a browser is another type (`shown`) that has no place for one; the
two meet only in `marking` and `review`. A learner's answer (`responses`) names the places that were shown, and is kept by
the question's own keys, so that it outlives the shuffle.
"""
