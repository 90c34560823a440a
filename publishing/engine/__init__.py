"""Arithmetic and rules of pieces: no database."""
