"""Figures for documents, reckoned from answers: pure arithmetic, exact to the cent, rounded half up. Each module is one reckoner.

A reckoner reads a FactBase and the day, and gives facts. What it cannot reckon yet, because an answer is missing, it leaves out: the document then
asks. It never asks itself and never guesses.
"""
