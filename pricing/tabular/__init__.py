"""Tables that people export: which encoding, delimiter, decimal mark and date order a file uses.

Pure Python, no Django: the terminal and the imports of the web application read files the same way.
What could mean two things is refused or asked for, never guessed.
"""
