"""What is known, and text that says nothing else.

`base` holds facts, each with its source and day; `writer` writes sentences from them by a template, word for word; `guard` reads text that a
machine wrote and finds every figure, day and name that no fact supports; `drafting` puts the three together. Nothing here knows what an
organisation or a document is.
"""
